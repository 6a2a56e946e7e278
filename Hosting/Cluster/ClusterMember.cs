using Scanout.Hosting.Cluster.Records;
using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Cluster;

/// <summary>
/// This host in its cluster: tells of itself and reads of the others, every few seconds, for as long as the service runs. Nothing else of the
/// service waits for it, or for Redis.
/// </summary>
sealed class ClusterMember : BackgroundService, IHostedLifecycleService
{
    static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(1);

    readonly ClusterSettings settings;
    readonly IClusterStore store;
    readonly HostVoice voice;
    readonly Func<CancellationToken, Task<IReadOnlyList<RemoteDisplay>>> tell;
    readonly TimeProvider timeProvider;
    readonly ILogger logger;
    readonly HashSet<string> heard = new(StringComparer.Ordinal);
    Task<IReadOnlyList<RemoteDisplay>>? listing;
    IReadOnlyList<RemoteDisplay>? known;
    bool isUnreachable;
    string? fault;
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

    /// <summary>Reads of the other hosts, and tells of this one, once. Whatever goes wrong, the next beat is to come.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            listing ??= tell(cancellationToken);
            await Directory.ReadAsync(store);
            TellOfHosts();
            if (await ListAsync(cancellationToken) is { } displays)
                Judge(await voice.TryTellAsync(store, displays));
            IsStoreReached = true;
            if (isUnreachable)
                logger.ClusterReached();
            (isUnreachable, fault) = (false, null);
        }
        catch (ClusterStoreException failure)
        {
            IsStoreReached = false;
            if (!isUnreachable)
                logger.ClusterUnreachable(failure.Message);
            isUnreachable = true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (fault != failure.Message)
                logger.BeatFailed(failure);
            fault = failure.Message;
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Says that this host goes, before the web's server waits for the requests that it has: others are to know at once.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(FarewellPatience, timeProvider);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        await base.StopAsync(limit.Token);
        // A beat that is not over waits for a store that does not answer.
        if (!IsStoreReached || IsNameTaken || ExecuteTask is { IsCompleted: false })
            return;
        try
        {
            await voice.LeaveAsync(store).WaitAsync(limit.Token);
        }
        catch (Exception failure) when (failure is ClusterStoreException or OperationCanceledException)
        {
            // Who is not heard from is gone too, a few seconds later.
        }
    }

    public override Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        using var beats = new PeriodicTimer(settings.Every, timeProvider);
        do
            await BeatAsync(cancellationToken);
        while (await beats.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>
    /// The displays as they are; where one of them is slow to answer, as they were: that is not this host's death. Null where they have never been listed.
    /// </summary>
    async Task<IReadOnlyList<RemoteDisplay>?> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            known = await listing!.WaitAsync(settings.Every / 4, timeProvider, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException || (late is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A later beat tells of them.
        }
        finally
        {
            if (listing!.IsCompleted)
                listing = null;
        }
        return known;
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
        var hosts = Directory.Hosts;
        foreach (var host in hosts)
            if (host.State == HostState.Present && heard.Add(host.Name))
                logger.HostPresent(host.Name, host.Displays.Count);
            else if (host.State == HostState.Unreadable && heard.Remove(host.Name))
                logger.HostGone(host.Name, "telling what can't be read, is not signed by the cluster's key, or has been told before");
        // One that nobody lists any more is forgotten at once.
        foreach (var gone in heard.Except(hosts.Where(host => host.State != HostState.Gone).Select(host => host.Name)).ToList())
        {
            heard.Remove(gone);
            logger.HostGone(gone, "gone");
        }
    }
}
