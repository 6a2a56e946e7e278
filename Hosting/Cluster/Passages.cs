using System.Collections.Concurrent;

namespace Scanout.Hosting.Cluster;

/// <summary>What is under way to other hosts. A connection to a machine that has failed ends by itself in minutes at best: the directory knows better.</summary>
sealed class Passages : IAsyncDisposable
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<Passage, bool> underWay = new();
    readonly ClusterView cluster;
    readonly TimeProvider timeProvider;
    readonly CancellationToken stopping;
    readonly ITimer timer;

    public Passages(ClusterView cluster, TimeProvider timeProvider, IHostApplicationLifetime lifetime)
    {
        (this.cluster, this.timeProvider, stopping) = (cluster, timeProvider, lifetime.ApplicationStopping);
        timer = timeProvider.CreateTimer(_ => Look(), null, Period, Period);
    }

    /// <summary>Begins one; who asks for it disposes of it.</summary>
    public Passage To(string host, TimeSpan patience)
    {
        var passage = new Passage(host, patience, over => underWay.TryRemove(over, out _), timeProvider, stopping);
        underWay.TryAdd(passage, true);
        return passage;
    }

    public ValueTask DisposeAsync() => timer.DisposeAsync();

    void Look()
    {
        foreach (var (passage, _) in underWay)
            if (cluster.Find(passage.Host) is null or { State: HostState.Gone })
                passage.Lose();
    }
}
