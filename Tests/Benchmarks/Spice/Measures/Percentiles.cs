namespace Scanout.Benchmarks.Spice.Measures;

/// <summary>Times, in order of length.</summary>
sealed class Percentiles(IEnumerable<TimeSpan> times)
{
    readonly List<TimeSpan> sorted = [.. times.Order()];

    public int Count => sorted.Count;

    public TimeSpan? Median => At(0.5);

    /// <summary>Of a hundred, ninety-nine are no longer.</summary>
    public TimeSpan? Most => At(0.99);

    public override string ToString() =>
        Median is { } median ? $"{median.TotalMilliseconds:0.0}, {Most!.Value.TotalMilliseconds:0.0} ms" : "—";

    TimeSpan? At(double share) => sorted.Count == 0 ? null : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
}
