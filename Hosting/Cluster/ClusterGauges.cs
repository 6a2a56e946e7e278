using System.Diagnostics.Metrics;
using Scanout.Pipeline;

namespace Scanout.Hosting.Cluster;

/// <summary>The cluster in numbers, as asked for at the moment of a scrape.</summary>
sealed class ClusterGauges : IDisposable
{
    readonly Meter meter = new(PipelineMeter.Name);

    public ClusterGauges(ClusterMember? member, IClusterStore? store)
    {
        meter.CreateObservableGauge(
            "scanout.cluster.hosts",
            () => CountsOf(member?.Directory.Hosts ?? []).Select(
                of => new Measurement<int>(of.Count, new KeyValuePair<string, object?>("state", of.State))),
            null, "Hosts of the cluster, by how they are known here.");
        if (member is null || store is null)
            return;
        meter.CreateObservableGauge("scanout.cluster.redis_up", () => member.IsStoreReached ? 1 : 0, null, "1 while the cluster's Redis answers.");
        meter.CreateObservableCounter("scanout.cluster.published", () => store.BytesWritten, "By", "What this host has sent to the cluster's Redis, on the wire.");
        meter.CreateObservableCounter("scanout.cluster.read", () => store.BytesRead, "By", "What the cluster's Redis has sent to this host, on the wire.");
    }

    /// <summary>Who said that he goes has left, and is not missed: he is no <c>gone</c> here.</summary>
    internal static IEnumerable<(string State, int Count)> CountsOf(IReadOnlyList<RemoteHost> hosts) =>
        Enum.GetValues<HostState>().Select(state => (
            HostRecord.TextOf(state), state == HostState.Here ? 1 : hosts.Count(host => host.State == state && !host.HasLeft)))
        .Append(("left", hosts.Count(host => host.HasLeft)));

    public void Dispose() => meter.Dispose();
}
