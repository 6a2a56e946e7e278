using Spectre.Console;

namespace Scanout.Hosting.Cli.Top;

/// <summary>Shows a running service in the terminal, again and again, until a key or a signal ends it.</summary>
/// <param name="service">Who is asked.</param>
/// <param name="interval">Between two looks.</param>
/// <param name="console">Where it is shown.</param>
/// <param name="time">The clock.</param>
sealed class TopScreen(ApiClient service, TimeSpan interval, IAnsiConsole console, TimeProvider time)
{
    /// <summary>A key is obeyed within this time.</summary>
    static readonly TimeSpan KeyPeriod = TimeSpan.FromMilliseconds(50);

    /// <summary>The summary, the head and foot of the table, the legend.</summary>
    const int OtherLines = 7;

    readonly long start = time.GetTimestamp();

    public TopOrder Order { get; set; }

    /// <summary>Two looks, an interval apart, and one plain table.</summary>
    public async Task ShowOnceAsync(CancellationToken cancellationToken)
    {
        var before = await AskAsync(cancellationToken);
        await Task.Delay(interval, time, cancellationToken);
        console.Write(TopTable.Of(TopView.Of(before, await AskAsync(cancellationToken), Order), Order, int.MaxValue));
    }

    public Task ShowAsync(CancellationToken cancellationToken) => console.Live(new Text("")).AutoClear(true).StartAsync(async live =>
    {
        // A service that is not there is told as by any command; one that goes away is waited for: it may only be started anew.
        var now = await AskAsync(cancellationToken);
        var before = now;
        var asked = now.Taken;
        string? silence = null;
        do
        {
            live.UpdateTarget(new Rows(
                TopTable.Of(TopView.Of(before, now, Order), Order, Math.Max(1, console.Profile.Height - OtherLines)), new Text(silence ?? TopKeys.Legend)));
            live.Refresh();
            if (time.GetElapsedTime(start) - asked < interval)
                continue;
            try
            {
                var next = await AskAsync(cancellationToken);
                // What the other service counted is nothing to compare with.
                (before, now, silence) = (silence is null ? now : next, next, null);
            }
            catch (CommandException failure)
            {
                silence = failure.Message;
            }
            asked = time.GetElapsedTime(start);
        }
        while (await GoesOnAsync(cancellationToken));
    });

    /// <summary>Obeys the keys that were pressed; false where one of them ends it.</summary>
    async Task<bool> GoesOnAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        while (time.GetElapsedTime(asked) < interval)
        {
            while (Console.KeyAvailable)
            {
                var key = Console.ReadKey(intercept: true).KeyChar;
                if (TopKeys.IsEnd(key))
                    return false;
                if (TopKeys.OrderOf(key) is { } order)
                {
                    Order = order;
                    return true;
                }
            }
            await Task.Delay(KeyPeriod, time, cancellationToken);
        }
        return true;
    }

    async Task<TopSample> AskAsync(CancellationToken cancellationToken)
    {
        var displays = await service.GetDisplaysAsync(cancellationToken);
        var metrics = PrometheusText.Parse(await service.GetMetricsAsync(cancellationToken));
        return new TopSample(time.GetElapsedTime(start), displays, metrics);
    }
}
