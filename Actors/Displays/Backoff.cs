namespace Scanout.Actors.Displays;

/// <summary>
/// How long to wait before a failed display is tried again: twice as long each time up to a limit, a fifth more or less by chance, so that
/// many that failed together do not come back together. Owned by <see cref="DisplaysActor"/>, since it outlives a display actor's restarts.
/// </summary>
sealed class Backoff(Random random)
{
    static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    /// <summary>With its jitter under a second: that soon is a display seen that has come back.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(800);

    int failures;

    public TimeSpan Next()
    {
        var wait = First * Math.Pow(2, Math.Min(failures++, 10));
        return (wait < Longest ? wait : Longest) * (0.8 + random.NextDouble() * 0.4);
    }

    /// <summary>It works: the next failure is a first one.</summary>
    public void Reset() => failures = 0;
}
