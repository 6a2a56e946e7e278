using System.Diagnostics;

namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>
/// The clock by which streams play: starts at the time that the server tells, when that arrives, and runs freely, as spice-gtk's. Any
/// thread.
/// </summary>
sealed class MultiMediaClock
{
    readonly Lock gate = new();
    uint told;
    long toldAt;

    public void Set(uint milliseconds)
    {
        lock (gate)
            (told, toldAt) = (milliseconds, Stopwatch.GetTimestamp());
    }

    /// <summary>How far in the future a time is; negative = past.</summary>
    public TimeSpan Until(uint milliseconds)
    {
        lock (gate)
            return TimeSpan.FromMilliseconds((int)(milliseconds - told)) - Stopwatch.GetElapsedTime(toldAt);
    }
}
