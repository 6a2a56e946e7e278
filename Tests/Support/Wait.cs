namespace Scanout.Tests.Support;

/// <summary>Waits for what another process or thread brings about.</summary>
public static class Wait
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns once the condition holds; fails with what is told of the last try where it does not in time.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan within, Func<string> tell)
    {
        using var limit = new CancellationTokenSource(within);
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"not within {within.TotalSeconds} s: {tell()}");
            await Task.Delay(Pause);
        }
    }

    public static Task UntilAsync(Func<bool> condition, TimeSpan within, Func<string> tell) =>
        UntilAsync(() => Task.FromResult(condition()), within, tell);

    /// <summary>Whether the condition comes to hold in that time.</summary>
    public static async Task<bool> IsSoonAsync(Func<bool> condition, TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        while (!condition())
        {
            if (limit.IsCancellationRequested)
                return false;
            await Task.Delay(Pause);
        }
        return true;
    }
}
