using System.Diagnostics.Metrics;

namespace Scanout.Pipeline.Capture;

/// <summary>What is counted of one display's captures. Nothing here allocates.</summary>
sealed class CaptureMeter(string display)
{
    static readonly Counter<long> Polls =
        PipelineMeter.Meter.CreateCounter<long>("scanout.polls", null, "Looks at a display's device.");

    static readonly Counter<long> Frames =
        PipelineMeter.Meter.CreateCounter<long>("scanout.frames.captured", null, "Frames made from a display's device.");

    static readonly Counter<long> Unchanged =
        PipelineMeter.Meter.CreateCounter<long>("scanout.frames.unchanged", null, "Looks that found the picture as it was.");

    static readonly Gauge<double> Interval = PipelineMeter.Meter.CreateGauge<double>(
        "scanout.poll_interval", "s", "From the last look at a display's device to the next one; 0 where none is planned.");

    static readonly Counter<long> Tiles =
        PipelineMeter.Meter.CreateCounter<long>("scanout.tiles.changed", null, "Tiles of 64×64 pixels that were made anew.");

    static readonly Histogram<double> Seconds = PipelineMeter.Meter.CreateHistogram(
        "scanout.capture", "s", "Time of one look, from asking the device to the published frame.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = PipelineMeter.SecondsBuckets });

    static readonly Histogram<double> Release = PipelineMeter.Meter.CreateHistogram(
        "scanout.device.release", "s", "From the moment when it was known that a device must be let go until it was closed.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = PipelineMeter.SecondsBuckets });

    readonly KeyValuePair<string, object?> label = new("display", display);

    public void Planned(TimeSpan interval) => Interval.Record(interval.TotalSeconds, label);

    public void Released(TimeSpan duration) => Release.Record(duration.TotalSeconds, label);

    public void Polled(CaptureOutcome outcome, int tilesChanged, TimeSpan duration)
    {
        Polls.Add(1, label);
        Seconds.Record(duration.TotalSeconds, label);
        if (outcome == CaptureOutcome.Unchanged)
            Unchanged.Add(1, label);
        if (outcome != CaptureOutcome.Captured)
            return;
        Frames.Add(1, label);
        Tiles.Add(tilesChanged, label);
    }
}
