using System.Diagnostics.Metrics;

namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>What is counted of one display's recording. Any thread may count.</summary>
public sealed class RecordingMeter(string display)
{
    static readonly Counter<long> Bytes =
        PipelineMeter.Meter.CreateCounter<long>("scanout.recording.bytes", "By", "Bytes that were written to recordings.");

    static readonly Counter<long> Pictures =
        PipelineMeter.Meter.CreateCounter<long>("scanout.recording.pictures", null, "Pictures that were recorded.");

    static readonly Counter<long> SkippedPictures =
        PipelineMeter.Meter.CreateCounter<long>("scanout.recording.skipped", null, "Pictures that were left out of a recording.");

    static readonly Counter<long> Gaps =
        PipelineMeter.Meter.CreateCounter<long>("scanout.recording.gaps", null, "Stretches of time of which a recording knows nothing.");

    readonly KeyValuePair<string, object?> label = new("display", display);

    public void Wrote(long bytes) => Bytes.Add(bytes, label);

    public void Recorded() => Pictures.Add(1, label);

    /// <param name="count">How many pictures.</param>
    /// <param name="reason">A word for the label, one of few: <c>slow-disk</c>.</param>
    public void Skipped(long count, string reason) => SkippedPictures.Add(count, label, new KeyValuePair<string, object?>("reason", reason));

    public void Gap() => Gaps.Add(1, label);
}
