namespace Scanout.Actors.Kernel;

/// <summary>How often one child has been restarted within the current window. Kept by its parent's cell.</summary>
sealed class RestartCount(TimeProvider clock)
{
    int restarts;
    long? windowStart;

    /// <param name="limit">Negative: no limit, or one restart per window.</param>
    /// <param name="window">Zero or less: for good.</param>
    public bool MayRestart(int limit, TimeSpan window)
    {
        if (limit == 0)
            return false;
        if (window <= TimeSpan.Zero)
            return limit < 0 || ++restarts <= limit;

        var now = clock.GetTimestamp();
        if (windowStart is not { } start || clock.GetElapsedTime(start, now) > window)
        {
            windowStart = now;
            restarts = 0;
        }
        return ++restarts <= Math.Max(limit, 1);
    }
}
