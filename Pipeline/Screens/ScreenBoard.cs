using System.Collections.Concurrent;

namespace Scanout.Pipeline.Screens;

/// <summary>What every display's screen looks like. Any thread may ask; the watches tell.</summary>
public sealed class ScreenBoard(TimeProvider timeProvider)
{
    readonly ConcurrentDictionary<string, (ScreenState State, long Since)> screens = new(StringComparer.Ordinal);

    public void Put(string display, ScreenState state) => screens[display] = (state, timeProvider.GetTimestamp());

    /// <summary>The display is not watched any more.</summary>
    public void Remove(string display) => screens.TryRemove(display, out _);

    /// <summary>Null for a display of which nothing is known yet, or that is not watched.</summary>
    public ScreenStatus? Of(string display) => screens.TryGetValue(display, out var screen) ? StatusOf(screen) : null;

    /// <summary>Every display that is watched and of which something is known.</summary>
    public IEnumerable<(string Display, ScreenStatus Status)> All => screens.Select(pair => (pair.Key, StatusOf(pair.Value)));

    ScreenStatus StatusOf((ScreenState State, long Since) screen) => new(screen.State, timeProvider.GetElapsedTime(screen.Since));
}
