using System.Collections.Concurrent;

namespace Scanout.Pipeline.Screens;

/// <summary>What every display's screen looks like. Any thread may ask; the watches tell.</summary>
public sealed class ScreenBoard(TimeProvider timeProvider)
{
    readonly ConcurrentDictionary<string, (ScreenState State, long Since, IScreenWatch By)> screens = new(StringComparer.Ordinal);

    public void Put(string display, ScreenState state, IScreenWatch by) => screens[display] = (state, timeProvider.GetTimestamp(), by);

    /// <summary>That watch has ended; what another one has told since then stays.</summary>
    public void Remove(string display, IScreenWatch by)
    {
        if (screens.TryGetValue(display, out var told) && told.By == by)
            screens.TryRemove(new KeyValuePair<string, (ScreenState, long, IScreenWatch)>(display, told));
    }

    /// <summary>Null for a display of which nothing is known yet, or that is not watched.</summary>
    public ScreenStatus? Of(string display) => screens.TryGetValue(display, out var screen) ? StatusOf(screen) : null;

    /// <summary>Every display that is watched and of which something is known.</summary>
    public IEnumerable<(string Display, ScreenStatus Status)> All => screens.Select(pair => (pair.Key, StatusOf(pair.Value)));

    ScreenStatus StatusOf((ScreenState State, long Since, IScreenWatch By) screen) => new(screen.State, timeProvider.GetElapsedTime(screen.Since));
}
