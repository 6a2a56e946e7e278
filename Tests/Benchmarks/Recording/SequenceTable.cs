using Scanout.Benchmarks.Recording.Measures;

namespace Scanout.Benchmarks.Recording;

/// <summary>The sequences' costs as the report tells them: a row for each, and what they say of the goals.</summary>
sealed class SequenceTable(IReadOnlyList<SequenceCost> costs)
{
    const double ProcessorBound = 0.25;
    const double X264Bound = 0.6;
    const double ZmbvBound = 0.4;
    const double Lz4Bound = 10;

    /// <summary>The sequences in which text or pages are scrolled.</summary>
    static readonly string[] Scrolled = ["term", "web", "k4term"];

    static readonly TimeSpan FrameBound = TimeSpan.FromMilliseconds(10);

    public string Details()
    {
        var table = new MarkdownTable(
            "sequence", "frames", "kB recorded", "packed", "libx264rgb", "ZMBV", "LZ4 tiles", "packed of libx264rgb", "of ZMBV", "of LZ4 tiles",
            "ms of processor a second", "libx264rgb", "share", "longest frame", "99 of 100", "packing, ms a second");
        foreach (var cost in costs)
        {
            var durations = cost.FrameDurations.Order().ToList();
            table.Add(
                cost.Sequence.Name, $"{cost.Sequence.Frames.Count}", Kilo(cost.RecordedBytes), Kilo(cost.PackedBytes), Kilo(cost.X264Bytes),
                Kilo(cost.ZmbvBytes), Kilo(cost.Lz4Bytes), Ratio(cost.PackedBytes, cost.X264Bytes), Ratio(cost.PackedBytes, cost.ZmbvBytes),
                Ratio(cost.PackedBytes, cost.Lz4Bytes), $"{cost.Live.TotalMilliseconds:0}", $"{cost.X264.TotalMilliseconds:0}",
                $"{cost.Live / cost.X264:0.00}", $"{durations[^1].TotalMilliseconds:0.0} ms",
                $"{durations[(durations.Count - 1) * 99 / 100].TotalMilliseconds:0.0} ms",
                $"{cost.PackingTime.TotalMilliseconds / cost.Sequence.Duration.TotalSeconds:0}");
        }
        return table.ToString();
    }

    public void AddGoals(GoalTable goals)
    {
        var fullHd = costs.Where(cost => cost.Sequence.IsFullHd).ToList();
        var (ours, theirs) = (fullHd.Average(cost => cost.Live.TotalMilliseconds), fullHd.Average(cost => cost.X264.TotalMilliseconds));
        goals.Add(
            "processor time of a recorded second of 1920×1080, mean over the sequences, against libx264rgb",
            $"{ours:0} of {theirs:0} ms = {ours / theirs:0.00}", $"≤ {ProcessorBound}", ours <= theirs * ProcessorBound);
        var slowest = fullHd.MaxBy(cost => cost.FrameDurations.Max())!;
        goals.Add(
            "longest frame of 1920×1080", $"{slowest.FrameDurations.Max().TotalMilliseconds:0.0} ms ({slowest.Sequence.Name})",
            $"≤ {FrameBound.TotalMilliseconds} ms", slowest.FrameDurations.Max() <= FrameBound);
        var packed = costs.Sum(cost => cost.PackedBytes);
        AddSize(goals, "libx264rgb", packed, costs.Sum(cost => cost.X264Bytes), X264Bound);
        if (costs.All(cost => cost.ZmbvBytes is not null))
            AddSize(goals, "ZMBV", packed, costs.Sum(cost => cost.ZmbvBytes!.Value), ZmbvBound);
        foreach (var cost in costs.Where(cost => Scrolled.Contains(cost.Sequence.Name)))
        {
            var times = (double)cost.Lz4Bytes / cost.PackedBytes;
            goals.Add(
                $"packed size of {cost.Sequence.Name}, against plain LZ4 tiles", $"{Kilo(cost.PackedBytes)} of {Kilo(cost.Lz4Bytes)} kB: {times:0.0} × smaller",
                $"≥ {Lz4Bound} × smaller", times >= Lz4Bound);
        }
    }

    static void AddSize(GoalTable goals, string peer, long packed, long theirs, double bound) =>
        goals.Add(
            $"packed size, summed over the sequences, against {peer}", $"{Kilo(packed)} of {Kilo(theirs)} kB = {Ratio(packed, theirs)}", $"≤ {bound}",
            packed <= theirs * bound);

    static string Kilo(long? bytes) => bytes is { } some ? $"{some / 1000.0:0}" : "";

    static string Ratio(long ours, long? theirs) => theirs is { } some ? $"{(double)ours / some:0.00}" : "";
}
