using System.Diagnostics;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks;

namespace Scanout.Pipeline;

/// <summary>
/// Traces of frames on their way from a device to a viewer's transport. A trace is made once the frame has arrived, of the times that were taken
/// anyway; where nobody listens it costs one look at a field. Which frames are traced is the listener's sampler's to say, by the tags.
/// </summary>
public static class FrameTraces
{
    public const string SourceName = "Scanout";

    /// <summary>Tag: the frame's number, of its display.</summary>
    public const string NumberTag = "scanout.frame.number";

    /// <summary>Tag: seconds from the beginning of its capture until the transport had it.</summary>
    public const string SecondsTag = "scanout.frame.seconds";

    static readonly ActivitySource Source = new(SourceName);

    /// <summary>A frame that a sink had waited for is with it.</summary>
    /// <param name="frame">Held by the caller.</param>
    /// <param name="surface">Whose it is.</param>
    /// <param name="sink">As metrics call it.</param>
    /// <param name="times">Of the update that it came with.</param>
    internal static void Tell(Frame frame, Surface surface, string sink, in UpdateTimes times)
    {
        if (!Source.HasListeners())
            return;
        var clock = surface.TimeProvider;
        var (now, utcNow) = (clock.GetTimestamp(), clock.GetUtcNow().UtcDateTime);
        var (ended, encoded) = (UtcOf(times.Ended), UtcOf(times.Ended) - times.Writing);
        var before = Activity.Current;
        // Not a part of the request that a WebSocket came by.
        Activity.Current = null;
        try
        {
            using var whole = Source.StartActivity(
                "frame", ActivityKind.Internal, default(ActivityContext),
                [
                    new(NumberTag, frame.Number), new(SecondsTag, clock.GetElapsedTime(frame.Origin.Timestamp, times.Ended).TotalSeconds),
                    new("scanout.display", surface.Name), new("scanout.sink", sink),
                ],
                links: null, UtcOf(frame.Origin.Timestamp));
            if (whole is null)
                return;
            Add("capture", UtcOf(frame.Origin.Timestamp), UtcOf(frame.PublishedAt));
            Add("encode", UtcOf(times.Began), encoded);
            Add("write", encoded, ended);
            whole.SetEndTime(ended);
        }
        finally
        {
            Activity.Current = before;
        }

        DateTime UtcOf(long timestamp) => utcNow - clock.GetElapsedTime(timestamp, now);
    }

    /// <summary>A stage of the trace that is under way. Stages that took turns are shown one after the other.</summary>
    static void Add(string stage, DateTime began, DateTime ended) =>
        Source.StartActivity(stage, ActivityKind.Internal, Activity.Current!.Context, tags: null, links: null, began)?.SetEndTime(ended).Dispose();
}
