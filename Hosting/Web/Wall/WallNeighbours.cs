namespace Scanout.Hosting.Web.Wall;

/// <summary>What one page has been told of the other hosts' displays, so that it is told only what is new. Owned by the page's feed.</summary>
/// <param name="mayView">Whether the page may show the display of a path, <c>HOST/NAME</c>.</param>
sealed class WallNeighbours(Func<string, bool> mayView)
{
    readonly Dictionary<string, HashSet<string>> told = new(StringComparer.Ordinal);
    WallState? known;

    /// <summary>Null where there is nothing new; the first time there is always something, if only that there is nobody else.</summary>
    public WallNews? NewsOf(WallState state)
    {
        if (state == known)
            return null;
        var (isFirst, before) = (known is null, known?.Version ?? -1);
        known = state;
        List<WallHostNews> hosts =
        [
            .. from host in state.Hosts.Values
               where host.Version > before
               let news = NewsOf(host, before)
               where news.Displays.Count > 0 || news.Gone is not null
               select news,
        ];
        foreach (var (name, displays) in told.Where(host => !state.Hosts.ContainsKey(host.Key)).ToList())
        {
            told.Remove(name);
            hosts.Add(new WallHostNews(name, [], [.. displays]));
        }
        return hosts.Count > 0 || isFirst ? new WallNews([]) { Hosts = hosts, AreAllHosts = isFirst ? true : null } : null;
    }

    WallHostNews NewsOf(WallHost host, long before)
    {
        if (!told.TryGetValue(host.Source.Name, out var names))
            told[host.Source.Name] = names = new HashSet<string>(StringComparer.Ordinal);
        var gone = names.Where(name => !host.Displays.ContainsKey(name)).ToList();
        names.ExceptWith(gone);
        List<WallRemoteNews> displays = [];
        foreach (var display in host.Displays.Values)
            if (display.Version > before && mayView(display.Path))
                displays.Add(names.Add(display.Told.Name) || display.FactsVersion > before ? display.Told : display.Told.WithoutFacts());
        return new WallHostNews(host.Source.Name, displays, gone.Count > 0 ? gone : null);
    }
}
