using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Spice;
using Scanout.Pipeline.Sinks.Spice;

namespace Scanout.Tests.Pipeline.Sinks.Spice;

public sealed class SpiceClockTests
{
    readonly FakeTimeProvider time = new();
    readonly SpiceClock clock;
    int news;

    public SpiceClockTests()
    {
        clock = new SpiceClock(time);
        clock.NewsCame += () => news++;
        Pass(1000);
    }

    [Fact]
    public void The_client_is_told_a_time_that_lies_back_by_the_latency()
    {
        Assert.Equal(60u, clock.Now - clock.ClientTime);
        var before = clock.Now;
        Pass(40);
        Assert.Equal(40u, clock.Now - before);
        Assert.False(clock.TakeNews(out _));
    }

    [Fact]
    public void It_wraps_around_and_is_never_zero()
    {
        var start = clock.Now;
        Pass(uint.MaxValue - start);
        Assert.Equal(uint.MaxValue, clock.Now);
        Pass(1);
        Assert.Equal(1u, clock.Now);
        Assert.Equal(uint.MaxValue - 59, clock.ClientTime);
        Pass(60);
        Assert.Equal((60u, 1u), (clock.Now, clock.ClientTime));
        Report(delay: -50);
        Assert.Equal(60 + 70, clock.Latency.TotalMilliseconds);
        Pass(uint.MaxValue / 4L * 3);
        Report(delay: -50);
        Assert.Equal(60 + 140, clock.Latency.TotalMilliseconds);
    }

    [Fact]
    public void Late_and_dropped_frames_raise_the_latency_up_to_a_bound_and_the_client_is_told()
    {
        Report(delay: -5);
        Assert.Equal(0, news);
        Report(delay: -30);
        Assert.Equal(110, clock.Latency.TotalMilliseconds);
        Assert.Equal(1, news);
        Assert.True(clock.TakeNews(out var told));
        Assert.Equal(110u, clock.Now - told);
        Assert.False(clock.TakeNews(out _));
        Pass(1000);
        Report(delay: 50, drops: 1);
        Assert.Equal(130, clock.Latency.TotalMilliseconds);
        Pass(1000);
        Report(delay: int.MinValue);
        Assert.Equal(SpiceClock.MaxLatency, clock.Latency);
        Assert.Equal(3, news);
        Assert.True(clock.TakeNews(out _));
        Pass(1000);
        Report(delay: -1000, drops: 8);
        Assert.False(clock.TakeNews(out _));
        Assert.Equal(3, news);
    }

    [Fact]
    public void Reports_of_frames_from_before_a_change_do_not_raise_it_again()
    {
        Report(delay: -30);
        var sentBefore = clock.Now - 20;
        Pass(200);
        Report(delay: -30);
        Pass(500);
        Report(delay: -30, firstTime: sentBefore);
        Assert.Equal(110, clock.Latency.TotalMilliseconds);
        Report(delay: -30);
        Assert.Equal(160, clock.Latency.TotalMilliseconds);
    }

    [Fact]
    public void It_is_lowered_slowly_where_all_goes_well_down_to_a_bound()
    {
        for (var second = 0; second < 60; second++)
        {
            Pass(1000);
            Report(delay: (int)clock.Latency.TotalMilliseconds - 2);
        }
        Assert.Equal(SpiceClock.MinLatency, clock.Latency);
        Assert.Equal(2, news);
    }

    [Fact]
    public void It_is_not_lowered_where_frames_come_with_little_time_to_spare()
    {
        for (var second = 0; second < 60; second++)
        {
            Pass(1000);
            Report(delay: second % 5 == 0 ? 25 : 58);
        }
        Assert.Equal(SpiceClock.FirstLatency, clock.Latency);
    }

    void Report(int delay, uint drops = 0, uint? firstTime = null) =>
        clock.Learn(new SpiceClientMessage.StreamReport(0, 1, firstTime ?? clock.Now, clock.Now, 8, drops, delay));

    void Pass(long milliseconds) => time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
