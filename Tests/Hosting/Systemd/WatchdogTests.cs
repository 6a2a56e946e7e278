using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting.Systemd;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Systemd;

public sealed class WatchdogTests
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly FakeTimeProvider time = new();
    readonly RecordedLog log = new();
    readonly ToldSystemd systemd = new();
    volatile Exception? fault;
    string? silence;
    string status = "3 displays";

    [Fact]
    public async Task It_looks_once_a_period_and_is_fed_while_everything_answers()
    {
        using var watchdog = Create(isFed: true);
        await watchdog.StartAsync(CancellationToken.None);
        // The first look is at the start.
        for (var fed = 1; fed <= 3; fed++)
        {
            if (fed > 1)
                time.Advance(Period);
            var expected = fed;
            await Wait.UntilAsync(() => systemd.Told.Count(told => told == "WATCHDOG=1") == expected, Patience, () => string.Join(' ', systemd.Told));
        }
        await watchdog.StopAsync(CancellationToken.None);
        Assert.Equal(["WATCHDOG=1", "STATUS=3 displays", "WATCHDOG=1", "WATCHDOG=1"], systemd.Told);
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task It_is_not_fed_while_something_is_silent_and_the_log_tells_each_edge_once()
    {
        using var watchdog = Create(isFed: true);
        silence = "the actor of display vm does not answer";
        await watchdog.LookAsync(CancellationToken.None);
        await watchdog.LookAsync(CancellationToken.None);
        Assert.Equal([$"STATUS={silence}"], systemd.Told);
        Assert.Equal(silence, watchdog.Silence);
        Assert.Equal([$"{silence}: the watchdog is not fed"], log.Lines);
        silence = null;
        await watchdog.LookAsync(CancellationToken.None);
        Assert.Equal(["WATCHDOG=1", "STATUS=3 displays"], systemd.Told.Skip(1));
        Assert.Null(watchdog.Silence);
        Assert.Equal("everything answers again, after: the actor of display vm does not answer", log.Lines[^1]);
    }

    [Fact]
    public async Task A_look_that_fails_is_told_and_does_not_feed_and_the_next_one_is_taken_all_the_same()
    {
        fault = new InvalidOperationException("the actor system is gone");
        using var watchdog = Create(isFed: true);
        await watchdog.StartAsync(CancellationToken.None);
        await Wait.UntilAsync(() => watchdog.Silence is not null, Patience, () => string.Join(' ', systemd.Told));
        Assert.DoesNotContain("WATCHDOG=1", systemd.Told);
        Assert.Contains(log.Lines, line => line.StartsWith("the watchdog could not look", StringComparison.Ordinal));
        fault = null;
        time.Advance(Period);
        await Wait.UntilAsync(() => systemd.Told.Contains("WATCHDOG=1"), Patience, () => string.Join(' ', systemd.Told));
        Assert.Null(watchdog.Silence);
        await watchdog.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task An_old_look_says_nothing_of_now()
    {
        using var watchdog = Create(isFed: false);
        await watchdog.LookAsync(CancellationToken.None);
        time.Advance(4 * Period);
        Assert.Null(watchdog.Silence);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("the watchdog itself has not looked for too long", watchdog.Silence);
        await watchdog.LookAsync(CancellationToken.None);
        Assert.Null(watchdog.Silence);
    }

    [Fact]
    public async Task Without_a_watchdog_of_systemds_the_status_alone_is_told_as_it_changes()
    {
        using var watchdog = Create(isFed: false);
        await watchdog.LookAsync(CancellationToken.None);
        await watchdog.LookAsync(CancellationToken.None);
        status = "4 displays";
        await watchdog.LookAsync(CancellationToken.None);
        Assert.Equal(["STATUS=3 displays", "STATUS=4 displays"], systemd.Told);
    }

    [Theory]
    [InlineData("30000000", null, 30.0), InlineData("1500000", "17", 1.5), InlineData("30000000", "18", null)]
    [InlineData(null, null, null), InlineData("0", null, null), InlineData("soon", null, null)]
    public void The_environment_says_whether_this_process_is_watched_and_how_closely(string? microseconds, string? process, double? seconds) =>
        Assert.Equal(
            seconds, Watchdog.LimitIn(name => name switch { "WATCHDOG_USEC" => microseconds, "WATCHDOG_PID" => process, _ => null }, 17)?.TotalSeconds);

    Watchdog Create(bool isFed)
    {
        return new Watchdog(Period, isFed, FindSilence, () => status, systemd, time, log);

        Task<string?> FindSilence(TimeSpan patience, CancellationToken cancellationToken)
        {
            Assert.Equal(Period, patience);
            return fault is null ? Task.FromResult(silence) : Task.FromException<string?>(fault);
        }
    }
}
