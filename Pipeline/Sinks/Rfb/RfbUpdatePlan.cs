using Scanout.Codecs.Motion;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// What an update has in it: moves within the client's picture, then pieces of pixels. Made anew for each frame and thrown away where nothing comes of it.
/// Owned by the session's writing half.
/// </summary>
sealed class RfbUpdatePlan(Surface surface)
{
    /// <summary>Tiles that one JPEG spans at most: its header is worth some hundred bytes. Spans begin at multiples of it, so that viewers share them.</summary>
    const int JpegTiles = 8;

    /// <summary>Exact tiles in the place of others that rest, in one update: what moves meanwhile does not wait long for them.</summary>
    const int MaxRefinements = 64;

    readonly List<TileDamage> damage = [];
    readonly List<int> rested = [];
    readonly CopiedCells copied = new();
    PixelRectangle desktop;
    bool mustCoverOutside;

    /// <summary>In the order in which the client carries them out.</summary>
    public IReadOnlyList<Move> Moves { get; private set; } = [];

    /// <summary>After the moves, in any order.</summary>
    public List<RfbPiece> Pieces { get; } = [];

    /// <summary>What the client has on its screen.</summary>
    public ViewerPicture Picture { get; } = new();

    /// <summary>Where that is only nearly right.</summary>
    public LossyTiles Lossy { get; } = new(surface.TimeProvider);

    /// <summary>The cursor that was drawn into the client's picture.</summary>
    public Cursor? CursorDrawn { get; private set; }

    /// <summary>When there will be tiles to send again without loss; null where there are none.</summary>
    public TimeSpan? NextRefinement { get; private set; }

    /// <summary>The part of the desktop that the plan is for.</summary>
    public PixelRectangle Area { get; private set; }

    public bool IsEmpty => Moves.Count == 0 && Pieces.Count == 0;

    /// <summary>The client knows nothing of its picture's pixels.</summary>
    public void Reset(int widthPixels, int heightPixels)
    {
        Picture.Reset(widthPixels, heightPixels);
        Lossy.Reset(widthPixels, heightPixels);
    }

    /// <summary>Plans the update from what the client has to a frame.</summary>
    public void Make(Frame frame, RfbView view, PixelRectangle desktop)
    {
        Pieces.Clear();
        damage.Clear();
        rested.Clear();
        Moves = [];
        this.desktop = desktop;
        if (Picture.WidthPixels != frame.WidthPixels || Picture.HeightPixels != frame.HeightPixels)
        {
            Reset(frame.WidthPixels, frame.HeightPixels);
            mustCoverOutside = frame.WidthPixels < desktop.Width || frame.HeightPixels < desktop.Height;
        }
        var cursor = view.Capabilities.DrawsCursor ? null : frame.Origin.Cursor;
        Area = AreaOf(view.Area.Intersect(desktop), cursor);
        var picture = new PixelRectangle(0, 0, frame.WidthPixels, frame.HeightPixels);
        if (view.Capabilities.CopyRect && !view.WantsAll && Area.Intersect(picture) == picture && Picture.Whole is { } before)
            Moves = surface.Motion.Between(before, frame);
        if (Moves.Count > 0)
            copied.Fill(frame.WidthPixels, frame.HeightPixels, Moves);
        Picture.AddDamage(frame, Area, view.WantsAll, Moves.Count > 0 ? copied : null, damage);
        AddTiles(frame, view, CursorOverlay.Area(cursor));
        if (mustCoverOutside || view.WantsAll)
            AddOutside(frame);
        AddCursor(cursor);
        AddRefinements(frame, CursorOverlay.Area(cursor));
    }

    /// <summary>
    /// What is wanted, in whole tiles, as what is known of the client's picture is known tile by tile; where a cursor that we draw goes from one place
    /// to another, with both; and where there is something beside the picture, all.
    /// </summary>
    PixelRectangle AreaOf(PixelRectangle wanted, Cursor? cursor)
    {
        if (wanted.IsEmpty)
            return default;
        if (mustCoverOutside)
            return desktop;
        if (!ReferenceEquals(cursor, CursorDrawn))
            wanted = wanted.Union(CursorOverlay.Area(CursorDrawn)).Union(CursorOverlay.Area(cursor)).Intersect(desktop);
        const int side = TileGeometry.TileSidePixels;
        return PixelRectangle.Between(
            wanted.X / side * side, wanted.Y / side * side, TileGeometry.TilesOver(wanted.Right) * side, TileGeometry.TilesOver(wanted.Bottom) * side)
            .Intersect(desktop);
    }

    /// <summary>Where a tile lies, as far as the client sees it.</summary>
    public PixelRectangle PlaceOf(int index) => Picture.TileArea(index).Intersect(desktop);

    /// <summary>The plan has been carried out for a frame, but for the pieces from a place on.</summary>
    public void Done(Frame frame, RfbView view, int sentPieces)
    {
        Picture.MarkSent(frame, Area, desktop);
        foreach (var piece in Pieces.Skip(sentPieces))
            if (piece.Kind != RfbPieceKind.Composed || !piece.Area.Intersect(new(0, 0, frame.WidthPixels, frame.HeightPixels)).IsEmpty)
                ForgetTiles(piece.Area);
        if (sentPieces == Pieces.Count)
            mustCoverOutside = false;
        CursorDrawn = view.Capabilities.DrawsCursor ? null : frame.Origin.Cursor;
    }

    void ForgetTiles(PixelRectangle area)
    {
        for (var row = area.Y / TileGeometry.TileSidePixels; row <= (area.Bottom - 1) / TileGeometry.TileSidePixels; row++)
            for (var column = area.X / TileGeometry.TileSidePixels; column <= (area.Right - 1) / TileGeometry.TileSidePixels; column++)
                if (column < Picture.Columns && row * Picture.Columns + column < Picture.TileCount)
                    Picture.Forget(row * Picture.Columns + column);
    }

    void AddTiles(Frame frame, RfbView view, PixelRectangle cursor)
    {
        var run = default(RfbPiece);
        foreach (var (index, area) in damage)
        {
            var kind = !area.Intersect(cursor).IsEmpty ? RfbPieceKind.Composed
                : view is { Capabilities.Jpeg: not null, Format.BitsPerPixel: > 8 } && IsForJpeg(frame, index, area) ? RfbPieceKind.Jpeg : RfbPieceKind.Tile;
            if (kind == RfbPieceKind.Jpeg && run.Kind == RfbPieceKind.Jpeg && run.Area.Y == area.Y && run.Area.Height == area.Height
                && run.Area.Right == area.X && index % frame.Columns % JpegTiles != 0)
            {
                run = run with { Area = run.Area.Union(area) };
                continue;
            }
            AddRun();
            run = new RfbPiece(kind, index, area);
        }
        AddRun();

        void AddRun()
        {
            if (!run.Area.IsEmpty)
                Pieces.Add(run);
        }
    }

    /// <summary>Whether half of a tile or more is sent, and the tile looks like a photograph.</summary>
    bool IsForJpeg(Frame frame, int index, PixelRectangle area)
    {
        var place = Picture.TileArea(index);
        return area.Width * area.Height * 2 >= place.Width * place.Height
            && TileTextures.Of(frame.Tiles[index], place) == TileTexture.Photographic;
    }

    /// <summary>A viewer that can't follow a new size sees black where the frame does not reach.</summary>
    void AddOutside(Frame frame)
    {
        AddComposed(PixelRectangle.Between(frame.WidthPixels, 0, desktop.Right, frame.HeightPixels).Intersect(Area));
        AddComposed(PixelRectangle.Between(0, frame.HeightPixels, desktop.Right, desktop.Bottom).Intersect(Area));
    }

    /// <summary>Where a cursor that we draw was, where a move has taken its picture, and where it is.</summary>
    void AddCursor(Cursor? cursor)
    {
        var drawn = CursorOverlay.Area(CursorDrawn);
        foreach (var move in Moves)
        {
            var taken = drawn.Intersect(new PixelRectangle(move.SourceX, move.SourceY, move.Width, move.Height));
            if (!taken.IsEmpty)
                AddComposed(taken with { X = taken.X - move.SourceX + move.X, Y = taken.Y - move.SourceY + move.Y });
        }
        if (ReferenceEquals(cursor, CursorDrawn) && Moves.Count == 0)
            return;
        AddComposed(drawn.Intersect(Area));
        AddComposed(CursorOverlay.Area(cursor).Intersect(Area));
    }

    void AddComposed(PixelRectangle area)
    {
        for (var y = area.Y; y < area.Bottom; y += TileGeometry.TileSidePixels)
            for (var x = area.X; x < area.Right; x += TileGeometry.TileSidePixels)
                Pieces.Add(new RfbPiece(
                    RfbPieceKind.Composed, 0,
                    new PixelRectangle(x, y, TileGeometry.TileSidePixels, TileGeometry.TileSidePixels).Intersect(area)));
    }

    /// <summary>Tiles that were sent with loss and have rested since.</summary>
    void AddRefinements(Frame frame, PixelRectangle cursor)
    {
        NextRefinement = Lossy.AddRested(Area, MaxRefinements, rested);
        foreach (var index in rested)
        {
            var place = PlaceOf(index);
            if (!damage.Exists(changed => changed.Index == index))
                Pieces.Add(new RfbPiece(place.Intersect(cursor).IsEmpty ? RfbPieceKind.Tile : RfbPieceKind.Composed, index, place));
        }
    }
}
