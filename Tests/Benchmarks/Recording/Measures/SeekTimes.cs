using System.Diagnostics;
using Scanout.Pipeline.Recordings;

namespace Scanout.Benchmarks.Recording.Measures;

/// <summary>How long it takes from nothing to the picture of a moment: a reader is opened for each, goes there and is closed.</summary>
/// <param name="Durations">In order of length.</param>
sealed record SeekTimes(IReadOnlyList<TimeSpan> Durations)
{
    /// <summary>Not counted: what is run for the first time is compiled first.</summary>
    const int WarmUp = 5;

    public TimeSpan Mean => new(Durations.Sum(duration => duration.Ticks) / Durations.Count);

    public TimeSpan Longest => Durations[^1];

    public static SeekTimes Measure(string folder, IReadOnlyList<TimeSpan> moments)
    {
        foreach (var moment in moments.Take(WarmUp))
            Seek(folder, moment);
        return new([.. moments.Select(moment => Seek(folder, moment)).Order()]);
    }

    static TimeSpan Seek(string folder, TimeSpan moment)
    {
        var began = Stopwatch.GetTimestamp();
        using var timeline = RecordingTimeline.Open(folder, keyFile: null);
        if (!timeline.Seek(moment) || timeline.Bgrx.IsEmpty)
            throw new InvalidOperationException($"nothing is shown at {moment}");
        return Stopwatch.GetElapsedTime(began);
    }
}
