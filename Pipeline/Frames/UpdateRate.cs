namespace Scanout.Pipeline.Frames;

/// <summary>How many frames a second a surface has had lately. Told under the surface's lock; read from anywhere.</summary>
sealed class UpdateRate(TimeProvider timeProvider)
{
    const int Seconds = 4;

    readonly long start = timeProvider.GetTimestamp();
    readonly int[] counts = new int[Seconds + 1];
    long newestSecond;

    long Second => (long)timeProvider.GetElapsedTime(start).TotalSeconds;

    public void Count()
    {
        Advance();
        counts[newestSecond % counts.Length]++;
    }

    /// <summary>Frames per second, over the last four whole seconds.</summary>
    public double PerSecond
    {
        get
        {
            Advance();
            var sum = 0;
            for (var second = newestSecond - 1; second >= newestSecond - Seconds && second >= 0; second--)
                sum += counts[second % counts.Length];
            return sum / (double)Math.Clamp(newestSecond, 1, Seconds);
        }
    }

    void Advance()
    {
        for (var now = Second; newestSecond < now;)
        {
            if (now - newestSecond > counts.Length)
                newestSecond = now - counts.Length;
            counts[++newestSecond % counts.Length] = 0;
        }
    }
}
