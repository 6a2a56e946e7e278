using System.Diagnostics.Metrics;

namespace Scanout.Pipeline;

/// <summary>How long the stages of a frame's way take, over all displays.</summary>
static class StageMeter
{
    static readonly Histogram<double> Seconds = PipelineMeter.Meter.CreateHistogram(
        "scanout.stage_duration", "s",
        "Time of one stage: query, probe, read (copy, compare and convert, in one pass), encode (with the wait for its turn), write.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.00001, 0.000025, .. PipelineMeter.SecondsBuckets] });

    static readonly KeyValuePair<string, object?> Query = new("stage", "query");
    static readonly KeyValuePair<string, object?> Probe = new("stage", "probe");
    static readonly KeyValuePair<string, object?> Read = new("stage", "read");
    static readonly KeyValuePair<string, object?> Encode = new("stage", "encode");
    static readonly KeyValuePair<string, object?> Write = new("stage", "write");

    /// <summary>The device was asked for its plane.</summary>
    public static void Queried(TimeSpan duration) => Seconds.Record(duration.TotalSeconds, Query);

    /// <summary>A part of the rows was compared.</summary>
    public static void Probed(TimeSpan duration) => Seconds.Record(duration.TotalSeconds, Probe);

    /// <summary>All rows were.</summary>
    public static void HasRead(TimeSpan duration) => Seconds.Record(duration.TotalSeconds, Read);

    /// <summary>An update's bytes were made.</summary>
    public static void Encoded(TimeSpan duration) => Seconds.Record(duration.TotalSeconds, Encode);

    /// <summary>They were taken by the sink's transport.</summary>
    public static void Written(TimeSpan duration) => Seconds.Record(duration.TotalSeconds, Write);
}
