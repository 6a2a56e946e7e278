namespace Scanout.Hosting.Web.Wall;

/// <summary>What one page has been told of this host's displays, so that it is told only what is new. Owned by the page's feed.</summary>
/// <param name="mayView">Whether the page may show the display of a name.</param>
/// <param name="node">The host's name.</param>
sealed class WallResidents(Func<string, bool> mayView, string node)
{
    readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>What the page knows; null before it knows anything.</summary>
    public WallState? Known { get; private set; }

    /// <summary>Whether the page knows of the display, and may.</summary>
    public bool Include(string name) => told.Contains(name);

    /// <summary>Null where there is nothing new.</summary>
    public WallNews? NewsOf(WallState state)
    {
        if (state == Known)
            return null;
        var (isFirst, before) = (Known is null, Known?.Version ?? -1);
        Known = state;
        List<DisplayRecord> news =
        [
            .. from entry in state.Entries.Values
               where entry.Version > before && mayView(entry.Essence.Name)
               select entry.Essence with { Frames = entry.Display.Record.Frames },
        ];
        List<string> gone = [.. told.Where(name => !state.Entries.ContainsKey(name) || !mayView(name))];
        told.ExceptWith(gone);
        told.UnionWith(news.Select(record => record.Name));
        return isFirst || news.Count > 0 || gone.Count > 0
            ? new WallNews(news) { Gone = gone.Count > 0 ? gone : null, Node = isFirst ? node : null, NoThumbnails = isFirst ? Thumbnails.WhyNone : null }
            : null;
    }
}
