using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks;

/// <summary>
/// What a viewer has on its screen: the tiles that were sent last, held. What must be sent next is where a frame's tiles are others. Owned by
/// one session and used by one thread at a time.
/// </summary>
public sealed class ViewerPicture : IDisposable
{
    Tile?[] shown = [];

    public int WidthPixels { get; private set; }
    public int HeightPixels { get; private set; }

    int Columns => TileGeometry.TilesOver(WidthPixels);

    /// <summary>Nothing is known of what the viewer shows: all of it will be sent.</summary>
    public void Reset(int widthPixels, int heightPixels)
    {
        Dispose();
        (WidthPixels, HeightPixels) = (widthPixels, heightPixels);
        shown = new Tile?[Columns * TileGeometry.TilesOver(heightPixels)];
    }

    /// <summary>
    /// Adds the rectangles in which the frame differs from what the viewer shows: one run of tiles high at most, and none overlap another.
    /// </summary>
    /// <param name="frame">A frame of the picture's size.</param>
    /// <param name="area">What the viewer asked for.</param>
    /// <param name="isForced">Whether the viewer wants the area even where it has not changed.</param>
    /// <param name="maxWidthPixels">No rectangle is wider.</param>
    /// <param name="damage">Where the rectangles go.</param>
    public void AddDamage(Frame frame, PixelRectangle area, bool isForced, int maxWidthPixels, List<PixelRectangle> damage)
    {
        area = area.Intersect(new PixelRectangle(0, 0, WidthPixels, HeightPixels));
        if (area.IsEmpty)
            return;
        for (var row = area.Y / TileGeometry.TileSidePixels; row <= (area.Bottom - 1) / TileGeometry.TileSidePixels; row++)
        {
            var run = default(PixelRectangle);
            for (var column = area.X / TileGeometry.TileSidePixels; column <= (area.Right - 1) / TileGeometry.TileSidePixels; column++)
            {
                var next = isForced ? TileArea(column, row).Intersect(area) : TileDamage(frame, column, row).Intersect(area);
                if (!run.IsEmpty && next.X == run.Right && next.Y == run.Y && next.Height == run.Height
                    && next.Right - run.X <= maxWidthPixels)
                {
                    run = run with { Width = next.Right - run.X };
                    continue;
                }
                if (!run.IsEmpty)
                    damage.Add(run);
                run = next;
            }
            if (!run.IsEmpty)
                damage.Add(run);
        }
    }

    /// <summary>The viewer has been sent the frame's pixels of the area. Tiles that the area cuts are not taken as sent.</summary>
    public void MarkSent(Frame frame, PixelRectangle area)
    {
        area = area.Intersect(new PixelRectangle(0, 0, WidthPixels, HeightPixels));
        for (var index = 0; index < shown.Length; index++)
        {
            var tile = frame.Tiles[index];
            var place = TileArea(index % Columns, index / Columns);
            if (ReferenceEquals(shown[index], tile) || place.Intersect(area) != place)
                continue;
            shown[index]?.Release();
            shown[index] = tile;
            tile.Acquire();
        }
    }

    PixelRectangle TileArea(int column, int row) =>
        new PixelRectangle(column * TileGeometry.TileSidePixels, row * TileGeometry.TileSidePixels, TileGeometry.TileSidePixels, TileGeometry.TileSidePixels)
            .Intersect(new PixelRectangle(0, 0, WidthPixels, HeightPixels));

    /// <summary>The bounds of the cells of a tile that differ.</summary>
    PixelRectangle TileDamage(Frame frame, int column, int row)
    {
        var tile = frame[column, row];
        var old = shown[row * Columns + column];
        if (ReferenceEquals(old, tile))
            return default;
        var place = TileArea(column, row);
        if (old is null)
            return place;
        var cells = tile.CellsUnlike(old);
        if (cells == 0)
            return default;
        var bounds = TileDifference.Bounds(cells);
        return place.Intersect(PixelRectangle.Between(
            place.X + bounds.Left, place.Y + bounds.Top, place.X + bounds.Right, place.Y + bounds.Bottom));
    }

    /// <summary>Lets go of the tiles.</summary>
    public void Dispose()
    {
        foreach (var tile in shown)
            tile?.Release();
        shown = [];
    }
}
