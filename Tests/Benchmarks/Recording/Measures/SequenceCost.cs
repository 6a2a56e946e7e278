using Scanout.Benchmarks.Recording.Sequences;

namespace Scanout.Benchmarks.Recording.Measures;

/// <summary>What one sequence takes, of ours and of the others, round by round.</summary>
sealed class SequenceCost(CorpusSequence sequence)
{
    readonly List<TimeSpan> x264 = [];
    readonly List<TimeSpan> baseline = [];
    readonly List<LiveCost> live = [];

    public CorpusSequence Sequence => sequence;

    /// <summary>A recording as it was written, of one segment.</summary>
    public long RecordedBytes { get; set; }

    /// <summary>The same once it was packed.</summary>
    public long PackedBytes { get; set; }

    /// <summary>What packing it took.</summary>
    public TimeSpan PackingTime { get; set; }

    public long X264Bytes { get; set; }

    /// <summary>Null where it was left out.</summary>
    public long? ZmbvBytes { get; set; }

    public long Lz4Bytes { get; set; }

    /// <summary>Ours, for a second of the display.</summary>
    public TimeSpan Live => Median(live.Select(cost => cost.ProcessorTime)) / sequence.Duration.TotalSeconds;

    /// <summary>libx264rgb's, for a second of the display, without what reading the frames takes.</summary>
    public TimeSpan X264 => (Median(x264) - Median(baseline)) / sequence.Duration.TotalSeconds;

    /// <summary>Of each frame the best of all rounds: what other programs took of the core is none of its.</summary>
    public IReadOnlyList<TimeSpan> FrameDurations =>
        [.. Enumerable.Range(0, sequence.Frames.Count).Select(frame => live.Min(cost => cost.FrameDurations[frame]))];

    public void Add(LiveCost cost) => live.Add(cost);

    public void AddX264(TimeSpan encoding, TimeSpan reading)
    {
        x264.Add(encoding);
        baseline.Add(reading);
    }

    static TimeSpan Median(IEnumerable<TimeSpan> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
