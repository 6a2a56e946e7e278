using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Sinks;

namespace Scanout.Tests.Pipeline.Sinks;

/// <summary>Flow control against a link that is made of numbers: a queue that is emptied at a rate, and a round trip.</summary>
public sealed class ViewerFlowTests
{
    readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData(100_000, 100, 20_000)] // a frame takes 200 ms
    [InlineData(1_000_000, 40, 20_000)]
    [InlineData(1_000_000, 5, 2_000)]
    public void A_slow_link_is_filled_and_no_queue_grows(int bytesPerSecond, int roundTripMilliseconds, int frameBytes)
    {
        var run = Run(bytesPerSecond, roundTripMilliseconds, frameBytes, TimeSpan.FromSeconds(20));
        // Of the last half, when the link is known: what one frame takes, the empty link, and a little.
        var transmission = 1000.0 * frameBytes / bytesPerSecond;
        Assert.InRange(run.WorstDelayMilliseconds, roundTripMilliseconds, roundTripMilliseconds + 2 * transmission + 60);
        var reachable = Math.Min(60.0 * frameBytes, 1000.0 * frameBytes / (transmission + roundTripMilliseconds));
        Assert.InRange(run.BytesPerSecond, Math.Min(reachable, bytesPerSecond) * 0.5, bytesPerSecond);
    }

    [Fact]
    public void A_fast_link_is_not_held_back()
    {
        var run = Run(100_000_000, 2, 200_000, TimeSpan.FromSeconds(5));
        Assert.InRange(run.BytesPerSecond, 0.95 * 60 * 200_000, 60 * 200_001);
    }

    [Fact]
    public void A_long_round_trip_does_not_make_a_fast_link_slow()
    {
        var run = Run(100_000_000, 200, 100_000, TimeSpan.FromSeconds(20));
        Assert.InRange(run.BytesPerSecond, 0.9 * 60 * 100_000, 60 * 100_001);
    }

    [Fact]
    public void A_client_that_never_answers_is_sent_no_more_than_the_first_window()
    {
        var flow = new ViewerFlow(time);
        var updates = 0;
        for (; flow.IsOpen && updates < 1000; updates++)
            flow.Sent(10_000);
        Assert.InRange(updates, 2, 64);
        time.Advance(TimeSpan.FromHours(1));
        Assert.False(flow.IsOpen);
    }

    [Fact]
    public void An_answer_that_was_not_asked_for_changes_nothing()
    {
        var flow = new ViewerFlow(time);
        flow.Arrived(7, time.GetTimestamp());
        Assert.Null(flow.RoundTrip);
        var id = flow.Sent(10_000_000);
        flow.Sent(1);
        Assert.False(flow.IsOpen);
        flow.Arrived(id + 100_000, time.GetTimestamp());
        Assert.False(flow.IsOpen);
        Assert.Null(flow.RoundTrip);
    }

    (double BytesPerSecond, double WorstDelayMilliseconds) Run(int bytesPerSecond, int roundTripMilliseconds, int frameBytes, TimeSpan duration)
    {
        var flow = new ViewerFlow(time);
        var onTheWay = new Queue<(double At, uint Id)>();
        var (free, worst, sent) = (0.0, 0.0, 0L);
        var half = duration.TotalMilliseconds / 2;
        for (var now = 0.0; now < duration.TotalMilliseconds; now++, time.Advance(TimeSpan.FromMilliseconds(1)))
        {
            while (onTheWay.TryPeek(out var fence) && fence.At <= now)
                flow.Arrived(onTheWay.Dequeue().Id, time.GetTimestamp());
            // A source of 60 Hz, about.
            if (now % 50 is not (0 or 17 or 33) || !flow.IsOpen)
                continue;
            free = Math.Max(free, now) + 1000.0 * frameBytes / bytesPerSecond;
            onTheWay.Enqueue((free + roundTripMilliseconds, flow.Sent(frameBytes)));
            if (now < half)
                continue;
            worst = Math.Max(worst, free + roundTripMilliseconds - now);
            sent += frameBytes;
        }
        return (sent / (half / 1000), worst);
    }
}
