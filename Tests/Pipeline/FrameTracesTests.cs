using System.Collections.Concurrent;
using System.Diagnostics;
using Scanout.Pipeline;
using Scanout.Pipeline.Sinks;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline;

public sealed class FrameTracesTests
{
    [Fact]
    public void A_frame_that_arrives_is_a_trace_of_its_stages_where_somebody_wants_it()
    {
        // Named so that what other tests trace at the same time is told apart.
        var sink = $"sink {Guid.NewGuid()}";
        var wanted = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == FrameTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent != default || options.Tags?.Any(tag => Equals(tag.Value, sink)) == true
                    ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = wanted.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var desktop = new PaintedDesktop(64, 64);
        var times = Deliver(desktop, sink);
        var all = wanted.ToArray();
        var whole = all.Single(activity => Equals(activity.GetTagItem("scanout.sink"), sink));
        Assert.Equal(("frame", "vm", 1L), (whole.OperationName, whole.GetTagItem("scanout.display"), whole.GetTagItem(FrameTraces.NumberTag)));
        Assert.Equal(TimeSpan.FromMilliseconds(30), whole.Duration);
        Assert.Equal(0.030, (double)whole.GetTagItem(FrameTraces.SecondsTag)!, 6);
        var stages = all.Where(activity => activity.TraceId == whole.TraceId && activity != whole).ToArray();
        Assert.All(stages, stage => Assert.Equal(whole.SpanId, stage.ParentSpanId));
        Assert.Equal(
            [("capture", 0, 10), ("encode", 15, 12), ("write", 27, 3)],
            stages.Select(stage => (
                stage.OperationName, (int)(stage.StartTimeUtc - whole.StartTimeUtc).TotalMilliseconds, (int)stage.Duration.TotalMilliseconds)));
        Assert.Null(Activity.Current);
        Assert.NotEqual(0, times.Ended);
    }

    /// <summary>Captured for 10 ms, waits for 5, is made for 12 and written for 3.</summary>
    static UpdateTimes Deliver(PaintedDesktop desktop, string sink)
    {
        var captured = desktop.Time.GetTimestamp();
        desktop.Publish();
        using var held = new HeldFrame(desktop.Surface);
        var frame = held.Frame;
        Assert.Equal(captured, frame.Origin.Timestamp);
        desktop.Time.Advance(TimeSpan.FromMilliseconds(10));
        frame.PublishedAt = desktop.Time.GetTimestamp();
        desktop.Time.Advance(TimeSpan.FromMilliseconds(5));
        var began = desktop.Time.GetTimestamp();
        desktop.Time.Advance(TimeSpan.FromMilliseconds(15));
        var times = new UpdateTimes(began, desktop.Time.GetTimestamp(), TimeSpan.FromMilliseconds(3));
        // Something else goes on, of which the trace is to be no part.
        using var other = new Activity("request").Start();
        new SinkMeter(desktop.Surface, sink).Delivered(frame, 0, wasAwaited: true, times);
        Assert.Same(other, Activity.Current);
        return times;
    }
}
