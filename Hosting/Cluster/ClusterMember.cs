using Scanout.Hosting.Cluster.Records;
using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Cluster;

/// <summary>
/// This host in its cluster: tells of itself and reads of the others, every few seconds, for as long as the service runs. Nothing else of the
/// service waits for it, or for Redis.
/// </summary>
sealed class ClusterMember : BackgroundService
{
    static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(1);

    readonly ClusterSettings settings;
    readonly IClusterStore store;
    readonly HostVoice voice;
    readonly Func<CancellationToken, Task<IReadOnlyList<RemoteDisplay>>> tell;
    readonly TimeProvider timeProvider;
    readonly ILogger logger;
    readonly HashSet<string> heard = new(StringComparer.Ordinal);
    bool isUnreachable;
    long? refusedSince;

    /// <param name="settings">Of the cluster.</param>
    /// <param name="store">Where hosts tell of themselves; it is disposed of by its owner.</param>
    /// <param name="key">The cluster's.</param>
    /// <param name="tell">What there is to tell of this host's displays.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">For edges.</param>
    public ClusterMember(
        ClusterSettings settings, IClusterStore store, ClusterKey key, Func<CancellationToken, Task<IReadOnlyList<RemoteDisplay>>> tell,
        TimeProvider timeProvider, ILogger logger)
    {
        (this.settings, this.store, this.tell, this.timeProvider, this.logger) = (settings, store, tell, timeProvider, logger);
        Directory = new HostDirectory(settings.Name, key, settings.Silence, timeProvider);
        voice = new HostVoice(settings.Name, $"{Guid.NewGuid():n}", settings.Address, ProgramVersion.Text, key, settings.Silence, timeProvider);
    }

    public HostDirectory Directory { get; }

    /// <summary>Whether the store was reached when it was last asked.</summary>
    public bool IsStoreReached { get; private set; }

    /// <summary>Another instance tells of a host of this name: of this one nobody hears.</summary>
    public bool IsNameTaken { get; private set; }

    /// <summary>Reads of the other hosts, and tells of this one, once.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            var displays = await tell(cancellationToken);
            await Directory.ReadAsync(store);
            Judge(await voice.TryTellAsync(store, displays));
            IsStoreReached = true;
            if (isUnreachable)
                logger.ClusterReached();
            isUnreachable = false;
            TellOfHosts();
        }
        catch (ClusterStoreException failure)
        {
            IsStoreReached = false;
            if (!isUnreachable)
                logger.ClusterUnreachable(failure.Message);
            isUnreachable = true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The displays were not listed in time: the next beat tells of them.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!IsStoreReached || IsNameTaken)
            return;
        try
        {
            await voice.LeaveAsync(store).WaitAsync(FarewellPatience, timeProvider, cancellationToken);
        }
        catch (Exception failure) when (failure is ClusterStoreException or TimeoutException or OperationCanceledException)
        {
            // Who is not heard from is gone too, a few seconds later.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        using var beats = new PeriodicTimer(settings.Every, timeProvider);
        do
            await BeatAsync(cancellationToken);
        while (await beats.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>A service that was killed and is started again waits for its own name for a moment: that is nothing to tell of.</summary>
    void Judge(bool isTold)
    {
        if (isTold)
        {
            if (IsNameTaken)
                logger.ClusterNameHad(settings.Name);
            (IsNameTaken, refusedSince) = (false, null);
            return;
        }
        refusedSince ??= timeProvider.GetTimestamp();
        if (IsNameTaken || timeProvider.GetElapsedTime(refusedSince.Value) < settings.Ttl)
            return;
        IsNameTaken = true;
        logger.ClusterNameTaken(settings.Name);
    }

    void TellOfHosts()
    {
        foreach (var host in Directory.Hosts)
            if (host.State == HostState.Present && heard.Add(host.Name))
                logger.HostPresent(host.Name, host.Displays.Count);
            else if (host.State is HostState.Gone or HostState.Unreadable && heard.Remove(host.Name))
                logger.HostGone(host.Name, host.State == HostState.Gone ? "gone" : "telling what can't be read, or is not signed by the cluster's key");
    }
}
