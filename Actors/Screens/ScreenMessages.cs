using Scanout.Pipeline.Screens;

namespace Scanout.Actors.Screens;

/// <summary>To a screen's actor, from itself: time to begin, or to try again.</summary>
sealed record StartWatching;

/// <summary>To a screen's actor, from itself: the watch has ended, which it does only when it is told to.</summary>
/// <param name="Watch">Which one.</param>
sealed record WatchEnded(IScreenWatch Watch);

/// <summary>To a screen's actor, from itself: the watch broke.</summary>
sealed record WatchBroke(IScreenWatch Watch, Exception Fault);
