using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Cluster;

/// <summary>The whole cluster as this host knows it: itself exactly, the others by the directory. Of a cluster of one there is no directory.</summary>
sealed class ClusterView(ClusterSettings settings, LocalDisplays local, ClusterMember? member)
{
    /// <summary>This host's name.</summary>
    public string Name => settings.Name;

    public IReadOnlyList<RemoteHost> Others => member?.Directory.Hosts ?? [];

    public RemoteHost? Find(string host) => member?.Directory.Find(host);

    public async Task<IEnumerable<ClusterDisplayRecord>> DisplaysAsync(CancellationToken cancellationToken) =>
        (await local.ListAsync(cancellationToken)).Select(display => ClusterDisplayRecord.Here(display, Name)).Concat(Others.SelectMany(ClusterDisplayRecord.Of));

    public async Task<IEnumerable<HostRecord>> HostsAsync(CancellationToken cancellationToken)
    {
        var displays = await local.ListAsync(cancellationToken);
        var staleSince = member?.Directory.StaleSince;
        var reason = staleSince is not null ? "the cluster's Redis can't be reached: the other hosts are told as they were"
            : member?.IsNameTaken == true ? "another instance is in the cluster by this name: this one is not; give one of them another scanout.cluster.host"
            : null;
        var here = new HostRecord(
            Name, HostRecord.TextOf(HostState.Here), staleSince, reason, settings.Address.Length > 0 ? settings.Address : null,
            ProgramVersion.Text, displays.Count);
        return Others.Select(HostRecord.Of).Prepend(here);
    }
}
