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
            () => Enum.GetValues<HostState>().Select(state => new Measurement<int>(
                state == HostState.Here ? 1 : member?.Directory.Hosts.Count(host => host.State == state) ?? 0,
                new KeyValuePair<string, object?>("state", HostRecord.TextOf(state)))),
            null, "Hosts of the cluster, by how they are known here.");
        if (member is null || store is null)
            return;
        meter.CreateObservableGauge("scanout.cluster.redis_up", () => member.IsStoreReached ? 1 : 0, null, "1 while the cluster's Redis answers.");
        meter.CreateObservableCounter("scanout.cluster.published", () => store.BytesWritten, "By", "What this host has sent to the cluster's Redis, on the wire.");
        meter.CreateObservableCounter("scanout.cluster.read", () => store.BytesRead, "By", "What the cluster's Redis has sent to this host, on the wire.");
    }

    public void Dispose() => meter.Dispose();
}
