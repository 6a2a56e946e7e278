using Scanout.Hosting.Web;

namespace Scanout.Hosting.Cli.Top;

/// <summary>One display between two samples.</summary>
/// <param name="Display">As the API tells of it.</param>
/// <param name="FramesPerSecond">Frames that were made from its device.</param>
/// <param name="BytesPerSecond">To its viewers and its recording, by what takes them; those that took none are left out.</param>
/// <param name="Median">From a frame's capture until a viewer's transport had it; null where no viewer had one.</param>
/// <param name="Slowest">The same, of which one in a hundred took longer.</param>
sealed record TopRow(
    DisplayRecord Display, double FramesPerSecond, IReadOnlyList<(string Sink, double BytesPerSecond)> BytesPerSecond, TimeSpan? Median, TimeSpan? Slowest)
{
    const string Encoded = "scanout_encoded_bytes_total";
    const string Recorded = "scanout_recording_bytes_total";
    const string Latency = "scanout_capture_to_wire_seconds_bucket";

    public double AllBytesPerSecond => BytesPerSecond.Sum(sink => sink.BytesPerSecond);

    /// <summary>The display's row; <paramref name="before"/> may be the same sample, where there is no older one.</summary>
    public static TopRow Of(DisplayRecord display, TopSample before, TopSample now)
    {
        var (name, seconds) = (display.Name, (now.Taken - before.Taken).TotalSeconds);
        var earlier = SinksOf(before, name);
        var bytes = SinksOf(now, name).Select(sink => (sink.Key, PerSecond(sink.Value - earlier.GetValueOrDefault(sink.Key))))
            .Where(sink => sink.Item2 > 0).OrderBy(sink => sink.Key, StringComparer.Ordinal).ToList();
        const string Frames = "scanout_frames_captured_total";
        var frames = PerSecond(now.Of(Frames, name).Sum(sample => sample.Value) - before.Of(Frames, name).Sum(sample => sample.Value));
        return new TopRow(display, frames, bytes, Quantile(0.5), Quantile(0.99));

        // A service that was started anew counts from nothing.
        double PerSecond(double difference) => seconds > 0 ? Math.Max(0, difference) / seconds : 0;

        TimeSpan? Quantile(double share) =>
            Histogram.Quantile(before.Of(Latency, name), now.Of(Latency, name), share) is { } value ? TimeSpan.FromSeconds(value) : null;
    }

    static Dictionary<string, double> SinksOf(TopSample sample, string display)
    {
        var sinks = sample.Of(Encoded, display).GroupBy(each => each.Label("sink"), StringComparer.Ordinal)
            .ToDictionary(sink => sink.Key, sink => sink.Sum(each => each.Value), StringComparer.Ordinal);
        var recorded = sample.Of(Recorded, display).Sum(each => each.Value);
        if (recorded > 0)
            sinks["recording"] = recorded;
        return sinks;
    }
}
