using System.Globalization;

namespace Scanout.Hosting.Cli.Top;

/// <summary>What a histogram of <c>/metrics</c> counted between two scrapes.</summary>
static class Histogram
{
    /// <summary>
    /// The value that a share of what was counted does not exceed, by straight lines within the buckets as Prometheus' <c>histogram_quantile</c> has
    /// it; null where nothing was counted.
    /// </summary>
    /// <param name="before">The histogram's <c>_bucket</c> samples at first; several of one bound are added up.</param>
    /// <param name="now">The same later.</param>
    /// <param name="share">0 to 1.</param>
    public static double? Quantile(IEnumerable<PrometheusSample> before, IEnumerable<PrometheusSample> now, double share)
    {
        var counts = new SortedDictionary<double, double>();
        foreach (var (samples, sign) in new[] { (before, -1), (now, 1) })
            foreach (var sample in samples)
                if (BoundOf(sample) is { } bound)
                    counts[bound] = counts.GetValueOrDefault(bound) + sign * sample.Value;
        var all = counts.Count == 0 ? 0 : counts.Values.Last();
        if (all <= 0)
            return null;
        var (lowest, below) = (0d, 0d);
        foreach (var (bound, count) in counts)
        {
            if (count >= all * share)
                return double.IsInfinity(bound) ? lowest : count <= below ? bound : lowest + (bound - lowest) * (all * share - below) / (count - below);
            (lowest, below) = (bound, count);
        }
        return lowest;
    }

    static double? BoundOf(PrometheusSample sample) => sample.Label("le") switch
    {
        "" => null,
        "+Inf" => double.PositiveInfinity,
        var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : null,
    };
}
