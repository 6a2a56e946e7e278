using Microsoft.Extensions.Hosting.Systemd;
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
    string? silence;
    string status = "3 displays";

    [Fact]
    public async Task It_looks_once_a_period_and_is_fed_while_everything_answers()
    {
        using var watchdog = Create(isFed: true);
        await watchdog.StartAsync(CancellationToken.None);
        for (var fed = 1; fed <= 3; fed++)
        {
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
            return Task.FromResult(silence);
        }
    }

    sealed class ToldSystemd : ISystemdNotifier
    {
        readonly List<string> told = [];

        public bool IsEnabled => true;

        public IReadOnlyList<string> Told
        {
            get
            {
                lock (told)
                    return [.. told];
            }
        }

        public void Notify(ServiceState state)
        {
            lock (told)
                told.Add(state.ToString());
        }
    }
}
