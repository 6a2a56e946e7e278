using Scanout.Pipeline.Sinks;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks;

public sealed class SinkMeterTests
{
    [Fact]
    public void Frames_that_a_viewer_was_never_given_are_counted_by_the_reason()
    {
        using var readings = new MeterReadings();
        using var desktop = new PaintedDesktop(64, 64);
        var sink = $"metered-{Guid.NewGuid()}";
        var meter = new SinkMeter(desktop.Surface, sink);
        Assert.Equal((0, 0), (Dropped("slow-viewer"), Dropped("superseded")));
        Deliver(seen: 0, frames: 5, wasAwaited: false); // The first: there was nothing before.
        Deliver(seen: 5, frames: 1, wasAwaited: true);
        Assert.Equal((0, 0), (Dropped("slow-viewer"), Dropped("superseded")));
        Deliver(seen: 6, frames: 4, wasAwaited: false);
        Deliver(seen: 10, frames: 2, wasAwaited: true);
        Assert.Equal((3, 1), (Dropped("slow-viewer"), Dropped("superseded")));

        void Deliver(long seen, int frames, bool wasAwaited)
        {
            for (var frame = 0; frame < frames; frame++)
                desktop.Publish();
            using var held = new HeldFrame(desktop.Surface);
            meter.Delivered(held.Frame, seen, wasAwaited, new UpdateTimes(0, 0, TimeSpan.Zero));
        }

        double? Dropped(string reason) => readings[$"scanout.frames.dropped{{display=vm,sink={sink},reason={reason}}}"];
    }

    [Fact]
    public void How_far_a_sink_is_behind_is_told_of_the_farthest_while_there_is_one()
    {
        using var readings = new MeterReadings();
        using var desktop = new PaintedDesktop(64, 64);
        var sink = $"behind-{Guid.NewGuid()}";
        var (slow, fast) = (new SinkMeter(desktop.Surface, sink), new SinkMeter(desktop.Surface, sink));
        var slowDepth = slow.TrackDepth();
        using (fast.TrackDepth())
        {
            Assert.Equal(0, Depth()); // Nobody has been given anything.
            desktop.Publish();
            using (var first = new HeldFrame(desktop.Surface))
            {
                slow.Had(first.Frame);
                fast.Had(first.Frame);
            }
            for (var frame = 0; frame < 3; frame++)
                desktop.Publish();
            using var newest = new HeldFrame(desktop.Surface);
            fast.Had(newest.Frame);
            Assert.Equal(3, Depth());
            slowDepth.Dispose();
            Assert.Equal(0, Depth());
        }

        double? Depth()
        {
            readings.Scrape();
            return readings[$"scanout.sink.queue_depth{{display=vm,sink={sink}}}"];
        }
    }

    [Fact]
    public void A_walls_card_counts_what_it_sent_and_what_it_never_showed()
    {
        using var readings = new MeterReadings();
        using var desktop = new PaintedDesktop(64, 64);
        var (sent, left) = (Told("scanout.encoded{display=vm,sink=wall,encoding=jpeg}"), Told("scanout.frames.dropped{display=vm,sink=wall,reason=paced}"));
        var meter = new WallMeter(desktop.Surface);
        meter.Sent(5000);
        meter.LeftOut(29);
        meter.LeftOut(-1); // The picture was looked at before.
        Assert.Equal(
            (sent + 5000, left + 29),
            (Told("scanout.encoded{display=vm,sink=wall,encoding=jpeg}"), Told("scanout.frames.dropped{display=vm,sink=wall,reason=paced}")));

        double Told(string reading) => readings[reading] ?? 0;
    }

    [Fact]
    public void A_display_without_a_viewer_tells_when_it_had_one_last()
    {
        using var desktop = new PaintedDesktop(64, 64);
        var counts = new ViewerCounts(desktop.Time);
        Assert.Empty(counts.Last);
        counts.Add("vm", "vnc");
        desktop.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([("vm", desktop.Time.GetUtcNow())], counts.Last);
        counts.Remove("vm", "vnc");
        var gone = desktop.Time.GetUtcNow();
        desktop.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([("vm", gone)], counts.Last);
    }
}
