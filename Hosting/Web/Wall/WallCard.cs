using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks;

namespace Scanout.Hosting.Web.Wall;

/// <summary>A display that a page has in view, and what it was shown of it. Owned by the page's feed.</summary>
sealed class WallCard : IDisposable
{
    /// <summary>Between two pictures of a card, in the mean: one that was late does not make the next one late.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    readonly SurfaceWatch watch;
    readonly TimeProvider timeProvider;
    Thumbnail? shown;
    long picturesSeen = -1;
    long? dueAt;
    bool isAsking;

    public WallCard(Surface surface, Signal signal, TimeProvider timeProvider)
    {
        (Surface, Meter, this.timeProvider) = (surface, new WallMeter(surface), timeProvider);
        watch = surface.Watch(signal);
    }

    public Surface Surface { get; }

    public WallMeter Meter { get; }

    /// <summary>Whether the display has shown something since it was last looked at.</summary>
    public bool HasNews => Surface.PictureCount != picturesSeen;

    /// <summary>How long it has to wait yet.</summary>
    public TimeSpan Wait => dueAt is { } due ? timeProvider.GetElapsedTime(timeProvider.GetTimestamp(), due) : TimeSpan.Zero;

    /// <summary>Pictures are wanted, or none for now. A display at rest is not hurried for a wall.</summary>
    public bool IsAsking
    {
        get => isAsking;
        set
        {
            if (value == isAsking)
                return;
            isAsking = value;
            if (value)
                watch.Ask(Interval, isPatient: true);
            else
                watch.Withdraw();
        }
    }

    /// <summary>The newest thumbnail, if it is not the one that is shown; it is from now on.</summary>
    public Thumbnail? Look(Thumbnails thumbnails, ThumbnailSize size)
    {
        if (picturesSeen >= 0)
            Meter.LeftOut(Surface.PictureCount - picturesSeen - 1);
        // Counted first: what comes meanwhile is looked at another time.
        picturesSeen = Surface.PictureCount;
        var (now, interval) = (timeProvider.GetTimestamp(), Interval.Ticks * timeProvider.TimestampFrequency / TimeSpan.TicksPerSecond);
        dueAt = (dueAt is { } due && now - due < interval ? due : now) + interval;
        var newest = thumbnails.NewestOf(Surface, size);
        if (newest is null || newest == shown)
            return null;
        return shown = newest;
    }

    /// <summary>Another size is wanted: what is shown does not count.</summary>
    public void Forget() => (shown, picturesSeen, dueAt) = (null, -1, null);

    public void Dispose() => watch.Dispose();
}
