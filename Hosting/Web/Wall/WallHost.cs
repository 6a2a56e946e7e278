using Scanout.Hosting.Cluster;

namespace Scanout.Hosting.Web.Wall;

/// <summary>Another host of the cluster on the board. Immutable.</summary>
/// <param name="Source">As the directory has it.</param>
/// <param name="Displays">By name.</param>
/// <param name="Version">When it or one of its displays last changed, by the board's count.</param>
sealed record WallHost(RemoteHost Source, IReadOnlyDictionary<string, WallRemote> Displays, long Version)
{
    /// <summary>The host as it is now: the same object where there is nothing to tell of.</summary>
    public static WallHost Of(RemoteHost host, WallHost? before, long next)
    {
        // Its displays are others as soon as one of their numbers is.
        if (before is not null && ReferenceEquals(before.Source.Displays, host.Displays) && before.Source.State == host.State && before.Source.Since == host.Since)
            return before;
        var displays = new Dictionary<string, WallRemote>(host.Displays.Count, StringComparer.Ordinal);
        foreach (var record in ClusterDisplayRecord.Of(host))
            displays[record.Name] = WallRemote.Of(record, before?.Displays.GetValueOrDefault(record.Name), next);
        var isNews = before is null || displays.Count != before.Displays.Count || displays.Values.Any(display => display.Version == next);
        return new WallHost(host, displays, isNews ? next : before!.Version);
    }
}
