namespace Scanout.Pipeline.Recordings.Export;

/// <summary>The moments of a constant rate, counted from a video's beginning, and which picture is shown at each.</summary>
sealed class PictureRate(int picturesPerSecond)
{
    long next;

    /// <summary>The moments that a picture stands for; none where it is gone before the next one.</summary>
    /// <returns>The first, and the first that is not.</returns>
    public (long From, long To) Take(in ShownPicture picture)
    {
        var from = next;
        next = Math.Max(from, (picture.To.Ticks * picturesPerSecond + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
        // However short a video is, there is a picture in it.
        if (picture.IsLast && next == 0)
            next = 1;
        return (from, next);
    }

    public TimeSpan TimeOf(long moment) => new(moment * TimeSpan.TicksPerSecond / picturesPerSecond);
}
