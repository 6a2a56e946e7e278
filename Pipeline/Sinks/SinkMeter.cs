using System.Diagnostics.Metrics;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks;

/// <summary>What is counted of one session's updates.</summary>
sealed class SinkMeter
{
    static readonly Counter<long> Bytes =
        PipelineMeter.Meter.CreateCounter<long>("scanout.encoded", "By", "Bytes of updates, as they went to sinks.");

    static readonly Counter<long> Updates =
        PipelineMeter.Meter.CreateCounter<long>("scanout.updates.sent", null, "Updates that went to sinks.");

    static readonly Histogram<double> Seconds = PipelineMeter.Meter.CreateHistogram(
        "scanout.capture_to_wire", "s", "From the beginning of a frame's capture until the viewer's transport had taken its update.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = PipelineMeter.SecondsBuckets });

    readonly Surface surface;
    readonly string sink;
    readonly DroppedFrames dropped;
    readonly KeyValuePair<string, object?> displayLabel;
    readonly KeyValuePair<string, object?> sinkLabel;
    long given;

    public SinkMeter(Surface surface, string sink)
        : this(surface, sink, DroppedFrames.SlowViewer, DroppedFrames.Superseded) { }

    /// <param name="surface">The display's.</param>
    /// <param name="sink">As metrics call it.</param>
    /// <param name="reasons">Why frames may be left out.</param>
    public SinkMeter(Surface surface, string sink, params ReadOnlySpan<string> reasons)
    {
        (this.surface, this.sink) = (surface, sink);
        dropped = new DroppedFrames(surface.Name, sink, reasons);
        (displayLabel, sinkLabel) = (new("display", surface.Name), new("sink", sink));
    }

    /// <summary>Tells how far the session is behind, until what is returned is disposed of. One that was given nothing yet is not behind.</summary>
    public IDisposable TrackDepth() =>
        SinkDepths.Track(surface.Name, sink, () => Volatile.Read(ref given) is > 0 and var last ? surface.FrameCount - last : 0);

    /// <summary>The session has looked at a frame, and there was nothing in it that it had not been given.</summary>
    public void Had(Frame frame) => Volatile.Write(ref given, frame.Number);

    public void Sent(string encoding, long bytes)
    {
        Encoded(encoding, bytes);
        Updates.Add(1, displayLabel, sinkLabel);
    }

    /// <summary>Bytes of an update that has more than one encoding in it.</summary>
    public void Encoded(string encoding, long bytes) =>
        Bytes.Add(bytes, displayLabel, sinkLabel, new KeyValuePair<string, object?>("encoding", encoding));

    /// <summary>Frames were left out.</summary>
    public void LeftOut(long count, string reason) => dropped.Add(count, reason);

    /// <summary>A frame is with the sink.</summary>
    /// <param name="frame">The frame, held by the caller.</param>
    /// <param name="seen">The number of the frame that the sink took, or had nothing new of, before; 0 where it is the first.</param>
    /// <param name="wasAwaited">Whether the sink had been waiting for it.</param>
    /// <param name="times">Of the update that it came with.</param>
    public void Delivered(Frame frame, long seen, bool wasAwaited, in UpdateTimes times)
    {
        Had(frame);
        var clock = surface.TimeProvider;
        StageMeter.Encoded(clock.GetElapsedTime(times.Began, times.Ended) - times.Writing);
        StageMeter.Written(times.Writing);
        if (seen > 0 && frame.Number - seen > 1)
            dropped.Add(frame.Number - seen - 1, wasAwaited ? DroppedFrames.Superseded : DroppedFrames.SlowViewer);
        if (!wasAwaited)
            return;
        Seconds.Record(clock.GetElapsedTime(frame.Origin.Timestamp, times.Ended).TotalSeconds, displayLabel, sinkLabel);
        FrameTraces.Tell(frame, surface, sink, times);
    }
}
