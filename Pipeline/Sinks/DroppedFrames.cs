using System.Diagnostics.Metrics;

namespace Scanout.Pipeline.Sinks;

/// <summary>Counts frames that one sink was never given, as there was a newer one when it could take it. The reasons are few and known.</summary>
sealed class DroppedFrames
{
    /// <summary>The viewer had not yet taken the one before.</summary>
    public const string SlowViewer = "slow-viewer";

    /// <summary>The viewer waited, and a newer one came before this one was with it.</summary>
    public const string Superseded = "superseded";

    /// <summary>The disk had not yet taken what was recorded before.</summary>
    public const string SlowDisk = "slow-disk";

    /// <summary>The sink shows no more than a few a second.</summary>
    public const string Paced = "paced";

    static readonly Counter<long> Frames = PipelineMeter.Meter.CreateCounter<long>(
        "scanout.frames.dropped", null, "Frames that a sink was never given, as there was a newer one when it could take it.");

    readonly KeyValuePair<string, object?> displayLabel;
    readonly KeyValuePair<string, object?> sinkLabel;

    /// <param name="display">The display's name.</param>
    /// <param name="sink">As metrics call it.</param>
    /// <param name="reasons">Those that may come: each is told of from the beginning, as none so far.</param>
    public DroppedFrames(string display, string sink, params ReadOnlySpan<string> reasons)
    {
        (displayLabel, sinkLabel) = (new("display", display), new("sink", sink));
        foreach (var reason in reasons)
            Add(0, reason);
    }

    public void Add(long count, string reason) =>
        Frames.Add(count, displayLabel, sinkLabel, new KeyValuePair<string, object?>("reason", reason));
}
