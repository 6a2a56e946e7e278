using Scanout.Hosting.Cluster;

namespace Scanout.Hosting.Web.Wall;

/// <summary>A display of another host on the board. Immutable.</summary>
/// <param name="Path"><c>HOST/NAME</c>, by which one asks who may see it.</param>
/// <param name="Told">All that pages are told of it.</param>
/// <param name="FactsVersion">When what seldom changes last did, by the board's count.</param>
/// <param name="Version">When anything last changed.</param>
sealed record WallRemote(string Path, WallRemoteNews Told, long FactsVersion, long Version)
{
    /// <summary>The display as it is now: the same object where there is nothing to tell of.</summary>
    public static WallRemote Of(ClusterDisplayRecord record, WallRemote? before, long next)
    {
        var told = WallRemoteNews.Of(record);
        if (before is null)
            return new WallRemote($"{record.Host}/{record.Name}", told, next, next);
        return before.Told == told ? before : before with { Told = told, FactsVersion = before.Told.HasFactsOf(told) ? before.FactsVersion : next, Version = next };
    }
}
