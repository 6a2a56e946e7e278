using System.Collections.Concurrent;

namespace Scanout.Pipeline.Sinks;

/// <summary>How many viewers each display has, by protocol. Any thread may ask; the viewers' actor tells.</summary>
public sealed class ViewerCounts(TimeProvider? timeProvider = null)
{
    readonly ConcurrentDictionary<(string Display, string Protocol), int> counts = new();
    readonly ConcurrentDictionary<string, DateTimeOffset> lastGone = new(StringComparer.Ordinal);
    readonly TimeProvider timeProvider = timeProvider ?? TimeProvider.System;

    public void Add(string display, string protocol) => counts.AddOrUpdate((display, protocol), 1, static (_, count) => count + 1);

    public void Remove(string display, string protocol)
    {
        counts.AddOrUpdate((display, protocol), 0, static (_, count) => count - 1);
        lastGone[display] = timeProvider.GetUtcNow();
    }

    /// <summary>When each display that ever had a viewer had one last: now, where it has.</summary>
    public IEnumerable<(string Display, DateTimeOffset At)> Last => counts.Keys.Select(key => key.Display).Distinct().Select(
        display => (display, Of(display) == 0 && lastGone.TryGetValue(display, out var gone) ? gone : timeProvider.GetUtcNow()));

    /// <summary>Viewers of one display, of all protocols.</summary>
    public int Of(string display) => counts.Where(pair => pair.Key.Display == display).Sum(pair => pair.Value);

    /// <summary>Every display and protocol that ever had a viewer.</summary>
    public IEnumerable<(string Display, string Protocol, int Count)> All =>
        counts.Select(pair => (pair.Key.Display, pair.Key.Protocol, pair.Value));
}
