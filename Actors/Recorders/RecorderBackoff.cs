using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Actors.Recorders;

/// <summary>
/// How long to wait before a recorder is tried again: twice as long each time up to a limit, but for room on the disk, which may be made at
/// any time. Owned by <see cref="RecordersActor"/>, since it outlives a recorder actor's restarts.
/// </summary>
sealed class RecorderBackoff(RecorderTimes times)
{
    int ends;

    /// <summary>It had recorded for that long when it ended.</summary>
    public void Recorded(TimeSpan elapsed)
    {
        if (elapsed >= times.Enough)
            ends = 0;
    }

    /// <param name="why">How it ended; null where it failed.</param>
    public TimeSpan Next(RecordingEndReason? why)
    {
        if (why == RecordingEndReason.NoRoom)
            return times.FirstPause;
        var pause = times.FirstPause * Math.Pow(2, Math.Min(ends++, 20));
        return pause < times.LongestPause ? pause : times.LongestPause;
    }
}
