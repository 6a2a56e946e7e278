using System.Collections.Concurrent;

namespace Scanout.Pipeline.Sinks;

/// <summary>How many viewers each display has, by protocol. Any thread may ask; the viewers' actor tells.</summary>
public sealed class ViewerCounts
{
    readonly ConcurrentDictionary<(string Display, string Protocol), int> counts = new();

    public void Add(string display, string protocol) => counts.AddOrUpdate((display, protocol), 1, static (_, count) => count + 1);

    public void Remove(string display, string protocol) => counts.AddOrUpdate((display, protocol), 0, static (_, count) => count - 1);

    /// <summary>Viewers of one display, of all protocols.</summary>
    public int Of(string display) => counts.Where(pair => pair.Key.Display == display).Sum(pair => pair.Value);

    /// <summary>Every display and protocol that ever had a viewer.</summary>
    public IEnumerable<(string Display, string Protocol, int Count)> All =>
        counts.Select(pair => (pair.Key.Display, pair.Key.Protocol, pair.Value));
}
