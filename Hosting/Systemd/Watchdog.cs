using Microsoft.Extensions.Hosting.Systemd;

namespace Scanout.Hosting.Systemd;

/// <summary>
/// Looks again and again whether everything answers. It feeds systemd's watchdog while it does, and only then; and keeps systemd's status line true.
/// </summary>
/// <param name="period">Between two looks.</param>
/// <param name="isFed">Whether systemd has a watchdog for this service.</param>
/// <param name="findSilence">Who does not answer; null where everybody does.</param>
/// <param name="tellStatus">What the service does, in one line.</param>
/// <param name="systemd">Who is told.</param>
/// <param name="time">The clock of the periods.</param>
/// <param name="logger">Told when something falls silent, and when it answers again.</param>
sealed class Watchdog(
    TimeSpan period, bool isFed, Func<TimeSpan, CancellationToken, Task<string?>> findSilence, Func<string> tellStatus, ISystemdNotifier systemd,
    TimeProvider time, ILogger logger) : IHostedService, IDisposable
{
    static readonly ServiceState Alive = new("WATCHDOG=1");

    static readonly TimeSpan UnfedPeriod = TimeSpan.FromSeconds(5);

    /// <summary>A look takes two periods at the most: one until the next tick, one of patience. After twice that it is no look any more.</summary>
    const int MostPeriods = 4;

    readonly CancellationTokenSource ending = new();
    Task running = Task.CompletedTask;
    volatile string? silence;
    long lookedAt = time.GetTimestamp();
    string status = "";

    /// <summary>Who did not answer at the last look; null where everybody did. A look that is too old says nothing of now: that is silence too.</summary>
    public string? Silence => silence
        ?? (time.GetElapsedTime(Interlocked.Read(ref lookedAt)) > MostPeriods * period ? "the watchdog itself has not looked for too long" : null);

    /// <summary>What the service does, in one line.</summary>
    public string Status => tellStatus();

    /// <summary>As often as this process is to feed it: three times in the time that systemd gives (sd_watchdog_enabled(3)).</summary>
    public static Watchdog Create(IServiceProvider provider)
    {
        var limit = LimitIn(Environment.GetEnvironmentVariable, Environment.ProcessId);
        var liveness = ActivatorUtilities.CreateInstance<Liveness>(provider);
        return new Watchdog(
            limit / 3 ?? UnfedPeriod, limit is not null, liveness.FindSilenceAsync, () => liveness.Status, provider.GetRequiredService<ISystemdNotifier>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Watchdog>>());
    }

    /// <summary>What <c>WATCHDOG_USEC</c> says, where it is said to this process; null where there is no watchdog.</summary>
    internal static TimeSpan? LimitIn(Func<string, string?> variable, int process) =>
        long.TryParse(variable("WATCHDOG_USEC"), out var microseconds) && microseconds > 0
        && (variable("WATCHDOG_PID") is not { Length: > 0 } id || id == $"{process}")
            ? TimeSpan.FromMicroseconds(microseconds) : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        running = RunAsync(ending.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await ending.CancelAsync();
        await running;
    }

    public void Dispose() => ending.Dispose();

    async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            // At once: the status is to be known as soon as the service is ready.
            do
                await LookAsync(cancellationToken);
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The service ends.
        }
    }

    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var found = await FindSilenceAsync(cancellationToken);
        if (found is not null && found != silence)
            logger.FellSilent(found);
        if (found is null && silence is { } before)
            logger.AnswersAgain(before);
        silence = found;
        Interlocked.Exchange(ref lookedAt, time.GetTimestamp());
        if (found is null && isFed)
            systemd.Notify(Alive);
        var told = found ?? tellStatus();
        if (told == status)
            return;
        status = told;
        systemd.Notify(new ServiceState($"STATUS={told}"));
    }

    /// <summary>A look that fails, however it does, is one that found something; and the next one is taken all the same.</summary>
    async Task<string?> FindSilenceAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await findSilence(period, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LookFailed(fault);
            return "the watchdog's look failed; the log says how";
        }
    }
}
