using System.Diagnostics.Metrics;
using Scanout.Codecs.Recording;

namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>What is counted of one display's recording. Any thread may count.</summary>
public sealed class RecordingMeter
{
    static readonly Counter<long> Bytes =
        PipelineMeter.Meter.CreateCounter<long>("scanout.recording.bytes", "By", "Bytes that were written to recordings.");

    static readonly Counter<long> Pictures =
        PipelineMeter.Meter.CreateCounter<long>("scanout.recording.pictures", null, "Pictures that were recorded.");

    static readonly Counter<long> SkippedPictures =
        PipelineMeter.Meter.CreateCounter<long>("scanout.recording.skipped", null, "Pictures that were left out of a recording.");

    static readonly Counter<long> Gaps =
        PipelineMeter.Meter.CreateCounter<long>("scanout.recording.gaps", null, "Stretches of time of which a recording knows nothing.");

    readonly KeyValuePair<string, object?> label;
    readonly DroppedFrames dropped;

    public RecordingMeter(string display)
    {
        label = new("display", display);
        dropped = new DroppedFrames(display, "recording", DroppedFrames.SlowDisk);
        foreach (var why in Enum.GetValues<GapReason>())
            Gaps.Add(0, label, ReasonOf(why));
    }

    public void Wrote(long bytes) => Bytes.Add(bytes, label);

    public void Recorded() => Pictures.Add(1, label);

    /// <param name="count">How many pictures.</param>
    /// <param name="reason">A word for the label, one of few: <c>slow-disk</c>.</param>
    public void Skipped(long count, string reason)
    {
        SkippedPictures.Add(count, label, new KeyValuePair<string, object?>("reason", reason));
        dropped.Add(count, reason);
    }

    public void Gap(GapReason why) => Gaps.Add(1, label, ReasonOf(why));

    static KeyValuePair<string, object?> ReasonOf(GapReason why) => new("reason", why switch
    {
        GapReason.SlowDisk => DroppedFrames.SlowDisk,
        GapReason.NoRoom => "no-room",
        GapReason.Failed => "failed",
        GapReason.NothingHappened => "nothing-happened",
        _ => "not-running",
    });
}
