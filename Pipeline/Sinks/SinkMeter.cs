using System.Diagnostics.Metrics;

namespace Scanout.Pipeline.Sinks;

/// <summary>What is counted of one session's updates.</summary>
sealed class SinkMeter(string display, string sink)
{
    static readonly Counter<long> Bytes =
        PipelineMeter.Meter.CreateCounter<long>("scanout.encoded", "By", "Bytes of updates, as they went to sinks.");

    static readonly Counter<long> Updates =
        PipelineMeter.Meter.CreateCounter<long>("scanout.updates.sent", null, "Updates that went to sinks.");

    static readonly Histogram<double> Seconds = PipelineMeter.Meter.CreateHistogram(
        "scanout.capture_to_wire", "s", "From the beginning of a frame's capture until the viewer's transport had taken its update.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = PipelineMeter.SecondsBuckets });

    readonly KeyValuePair<string, object?> displayLabel = new("display", display);
    readonly KeyValuePair<string, object?> sinkLabel = new("sink", sink);

    public void Sent(string encoding, long bytes)
    {
        Encoded(encoding, bytes);
        Updates.Add(1, displayLabel, sinkLabel);
    }

    /// <summary>Bytes of an update that has more than one encoding in it.</summary>
    public void Encoded(string encoding, long bytes) =>
        Bytes.Add(bytes, displayLabel, sinkLabel, new KeyValuePair<string, object?>("encoding", encoding));

    /// <summary>A frame for which the sink had been waiting is with it.</summary>
    public void Delivered(TimeSpan sinceCapture) => Seconds.Record(sinceCapture.TotalSeconds, displayLabel, sinkLabel);
}
