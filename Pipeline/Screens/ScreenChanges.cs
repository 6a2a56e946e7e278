namespace Scanout.Pipeline.Screens;

/// <summary>How many changes a picture has had within a span of time. Owned by one judge; told at most a few times a second.</summary>
sealed class ScreenChanges(TimeSpan within)
{
    readonly Queue<(TimeSpan At, long Count)> told = new();
    long sum;

    /// <summary>When there will be fewer, if nothing changes; null where there are none.</summary>
    public TimeSpan? NextExpiry => told.TryPeek(out var oldest) ? oldest.At + within : null;

    public void Add(TimeSpan now, long count)
    {
        told.Enqueue((now, count));
        sum += count;
    }

    public long CountAt(TimeSpan now)
    {
        for (; told.TryPeek(out var oldest) && oldest.At + within <= now; told.Dequeue())
            sum -= oldest.Count;
        return sum;
    }

    public void Clear()
    {
        told.Clear();
        sum = 0;
    }
}
