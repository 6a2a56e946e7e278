namespace Scanout.Pipeline.Frames;

/// <summary>
/// Which part of a surface's picture is in full motion, found once for all sinks: a video that plays, and not text that scrolls, a window
/// that opens or a caret that blinks. Owned by the surface; any thread may ask. Whoever asks while others are answered waits for them, a
/// millisecond or two at most; the surface's writer never does. It holds no frame.
/// </summary>
public sealed class FrameVideo
{
    /// <summary>Frames are followed for so long after somebody asked: a slow sink asks seldom.</summary>
    static readonly TimeSpan FollowingLasts = TimeSpan.FromSeconds(10);

    /// <summary>
    /// An area does not grow or shrink before it has looked for so long as if it should: a stream that is made anew costs a client
    /// something.
    /// </summary>
    static readonly TimeSpan Evidence = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long an area may look unlike a film at most, in slots: films have dark scenes, titles and still ones. It may do so for as long
    /// as it looked like one before, so that what was taken for a film by mistake is soon given up.
    /// </summary>
    const long MaxTrustSlots = 3 * TileActivity.SlotsPerSecond;

    /// <summary>Percent of an area's tiles that change while it looks like a film, and of those that look like photographs.</summary>
    const int MinAlivePercent = 50;
    const int MinPhotographicPercent = 25;

    /// <summary>
    /// Tiles beyond an area that are worth its change: one of so many, and no fewer than that. Fewer of its own do not keep it from
    /// resting: a clock or a caret.
    /// </summary>
    const int WorthwhileShare = 16;
    const int WorthwhileTiles = 3;

    readonly Lock gate = new();
    readonly TimeProvider timeProvider;
    readonly TileActivity activity;
    readonly VideoFinder finder;
    TileRectangle area;
    TileRectangle wanted;
    long wantedAt;
    long trustSlots;
    long judgedSlot;
    long askedAt;

    internal FrameVideo(TimeProvider timeProvider)
    {
        this.timeProvider = timeProvider;
        activity = new TileActivity(timeProvider);
        finder = new VideoFinder(activity);
    }

    /// <summary>
    /// The part that is in full motion: whole tiles, as far as they lie within the picture; empty where nothing is. It stays the same from
    /// frame to frame until it has clearly changed, and ends when all but a few of its tiles have rested for
    /// <see cref="TileActivity.Rest"/>: time that passes ends it too, so that who streams it asks again after <see cref="TimeLeft"/>, also
    /// where there is no new frame.
    /// </summary>
    /// <param name="frame">
    /// Published by the surface, held by the caller. For an older one than others asked for, it is the area that was found last.
    /// </param>
    public PixelRectangle AreaIn(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var now = timeProvider.GetTimestamp();
        Volatile.Write(ref askedAt, Math.Max(1, now));
        lock (gate)
        {
            Look(frame, now);
            if (frame.Origin.IsNotice || !activity.HasSizeOf(frame))
                return default;
            Judge(frame, now);
            return area.In(frame.WidthPixels, frame.HeightPixels);
        }
    }

    /// <summary>How long until the area ends if no pixel of it changes any more; null where there is none.</summary>
    public TimeSpan? TimeLeft
    {
        get
        {
            lock (gate)
                return area.IsEmpty ? null : LeftAt(timeProvider.GetTimestamp());
        }
    }

    /// <summary>
    /// A frame is published: it is looked at while somebody asks, so that sinks that are asked for few frames learn of the others. Told by
    /// the surface, which does not wait: where somebody is being answered, it is left out.
    /// </summary>
    internal void Follow(Frame frame)
    {
        var now = timeProvider.GetTimestamp();
        var asked = Volatile.Read(ref askedAt);
        if (asked == 0 || timeProvider.GetElapsedTime(asked, now) >= FollowingLasts || !gate.TryEnter())
            return;
        try
        {
            Look(frame, now);
        }
        finally
        {
            gate.Exit();
        }
    }

    void Look(Frame frame, long now)
    {
        if (frame.Number > activity.FrameNumber && !activity.Look(frame, now))
            Become(default);
    }

    void Judge(Frame frame, long now)
    {
        if (!area.IsEmpty && LeftAt(now) == TimeSpan.Zero)
            Become(default);
        if (activity.Slot == judgedSlot || activity.IsAtRest(now))
            return;
        if (!area.IsEmpty && !KeepsTrust(frame, activity.Slot - judgedSlot, now))
            Become(default);
        judgedSlot = activity.Slot;
        var found = finder.Find(frame);
        if (area.IsEmpty)
            Become(found);
        else
            Consider(found.IsEmpty ? area : Changed(found, now), now);
    }

    void Become(TileRectangle next)
    {
        if (area.IsEmpty)
            trustSlots = 0;
        (area, wanted) = (next, default);
    }

    TimeSpan LeftAt(long now) => activity.LeftUntilRest(area, WorthwhileIn(area), now);

    static int WorthwhileIn(TileRectangle area) => Math.Max(WorthwhileTiles, area.Count / WorthwhileShare);

    /// <summary>Whether the area has looked like a film often enough lately, with how it looks after some more slots.</summary>
    bool KeepsTrust(Frame frame, long slots, long now)
    {
        var looksLikeFilm = finder.Holds(area, MinAlivePercent, index => activity.IsAlive(index, now))
            && finder.Holds(area, MinPhotographicPercent, index => finder.LooksPhotographic(frame, index));
        trustSlots = looksLikeFilm ? Math.Min(trustSlots + slots, MaxTrustSlots) : trustSlots - slots;
        return trustSlots >= 0;
    }

    /// <summary>Another area is called for, or the same: it becomes what holds all that was called for meanwhile.</summary>
    void Consider(TileRectangle next, long now)
    {
        if (next == area)
        {
            wanted = default;
            return;
        }
        (wanted, wantedAt) = wanted.IsEmpty ? (next, now) : (wanted.Union(next), wantedAt);
        if (timeProvider.GetElapsedTime(wantedAt, now) >= Evidence)
            Become(IsAlive(wanted, now) ? wanted : next);
    }

    bool IsAlive(TileRectangle tiles, long now) => finder.Holds(tiles, VideoFinder.MinBusyPercent, index => activity.IsAlive(index, now));

    /// <summary>What becomes of the area where another one is found now.</summary>
    TileRectangle Changed(TileRectangle found, long now)
    {
        var common = found.Intersect(area);
        if (common.IsEmpty)
            return found.Count >= 2 * area.Count ? found : area;
        if (found.Count - common.Count >= WorthwhileIn(area))
        {
            var both = area.Union(found);
            return IsAlive(both, now) ? both : found;
        }
        return IsLeft(common, now) ? found : area;
    }

    /// <summary>
    /// Whether a good part of the area is outside of what it has in common with what was found, and rests for the most part.
    /// </summary>
    bool IsLeft(TileRectangle common, long now)
    {
        var outside = area.Count - common.Count;
        var alive = 0;
        for (var row = area.Top; row < area.Bottom; row++)
            for (var column = area.Left; column < area.Right; column++)
                if (column < common.Left || column >= common.Right || row < common.Top || row >= common.Bottom)
                    alive += activity.IsAlive(row * activity.Columns + column, now) ? 1 : 0;
        return outside * 4 >= area.Count && alive * 4 <= outside;
    }
}
