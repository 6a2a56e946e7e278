using Scanout.Codecs.Motion;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// What a frame takes a client to draw: copies within its surface, flat areas, then areas of pixels; sixteen together at most. Made anew for each frame.
/// Owned by a display channel's writing half.
/// </summary>
sealed class SpiceDisplayPlan(Surface surface) : IDisposable
{
    /// <summary>Each is a message that a client draws at once, and its acknowledgements count messages.</summary>
    public const int MaxDraws = 16;

    /// <summary>Where more has moved, there is room for what has changed beside it.</summary>
    const int MaxMoves = 8;

    readonly List<TileDamage> damage = [];
    readonly List<PixelRectangle> areas = [];

    /// <summary>Damage above, below, left and right of a stream: what is joined must not be drawn over it.</summary>
    readonly List<PixelRectangle>[] sides = [[], [], [], []];

    readonly CopiedCells copied = new();
    readonly SpiceFlatAreas flat = new();

    /// <summary>What the client has on its screen.</summary>
    public ViewerPicture Picture { get; } = new();

    /// <summary>In the order in which the client carries them out.</summary>
    public IReadOnlyList<Move> Moves { get; private set; } = [];

    /// <summary>After the moves.</summary>
    public IReadOnlyList<SpiceFill> Fills => flat.Fills;

    /// <summary>After the fills; in any order.</summary>
    public IReadOnlyList<PixelRectangle> Areas => areas;

    /// <summary>Whether something has changed where a stream shows it.</summary>
    public bool HasStreamNews { get; private set; }

    public bool IsEmpty => Moves.Count == 0 && Fills.Count == 0 && areas.Count == 0 && !HasStreamNews;

    /// <summary>Plans what leads from what the client has to a frame of its surface's size.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="stream">The area that a stream shows, or an empty one.</param>
    /// <param name="mayCopy">Whether the client carries out copies.</param>
    public void Make(Frame frame, PixelRectangle stream, bool mayCopy)
    {
        damage.Clear();
        areas.Clear();
        HasStreamNews = false;
        var whole = new PixelRectangle(0, 0, frame.WidthPixels, frame.HeightPixels);
        Moves = mayCopy && Picture.Whole is { } before ? MovesBeside(stream, surface.Motion.Between(before, frame)) : [];
        if (Moves.Count > 0)
            copied.Fill(frame.WidthPixels, frame.HeightPixels, Moves);
        Picture.AddDamage(frame, whole, isForced: false, Moves.Count > 0 ? copied : null, damage);
        if (!stream.IsEmpty)
            HasStreamNews = damage.RemoveAll(changed => !changed.Area.Intersect(stream).IsEmpty) > 0;
        var room = MaxDraws - Moves.Count - (HasStreamNews ? 1 : 0);
        flat.Take(frame, damage, room / 2);
        AddAreas(stream, room - flat.Fills.Count);
    }

    void AddAreas(PixelRectangle stream, int room)
    {
        foreach (var side in sides)
            side.Clear();
        foreach (var (_, area) in damage)
            sides[stream.IsEmpty || area.Bottom <= stream.Y ? 0 : area.Y >= stream.Bottom ? 1 : area.Right <= stream.X ? 2 : 3].Add(area);
        Array.Sort(sides, (one, other) => one.Count.CompareTo(other.Count));
        for (var i = 0; i < sides.Length; i++)
        {
            // The side where most has changed has what the others leave.
            SpiceRectangles.Join(sides[i], Math.Max(1, (room - areas.Count) / (sides.Length - i)));
            areas.AddRange(sides[i]);
        }
        SpiceRectangles.Split(areas, room);
    }

    /// <summary>
    /// The moves that have nothing to do with a stream, whose newest frame a client shows later than what is drawn after it. All or none: one may
    /// need what another has left.
    /// </summary>
    static IReadOnlyList<Move> MovesBeside(PixelRectangle stream, IReadOnlyList<Move> moves)
    {
        foreach (var move in moves)
            if (!new PixelRectangle(move.X, move.Y, move.Width, move.Height).Intersect(stream).IsEmpty
                || !new PixelRectangle(move.SourceX, move.SourceY, move.Width, move.Height).Intersect(stream).IsEmpty)
                return [];
        return moves.Count <= MaxMoves ? moves : [];
    }

    /// <summary>The plan has been carried out, but for the areas from a place on.</summary>
    public void Done(Frame frame, int drawnAreas)
    {
        var whole = new PixelRectangle(0, 0, frame.WidthPixels, frame.HeightPixels);
        Picture.MarkSent(frame, whole, whole);
        foreach (var area in areas.Skip(drawnAreas))
            Forget(area);
    }

    /// <summary>It is not known any more what the client has there: all of it is drawn with the next frame.</summary>
    public void Forget(PixelRectangle area)
    {
        for (var index = 0; index < Picture.TileCount; index++)
            if (!Picture.TileArea(index).Intersect(area).IsEmpty)
                Picture.Forget(index);
    }

    public void Dispose() => Picture.Dispose();
}
