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

    /// <summary>Tiles of the picture.</summary>
    public int TileCount => shown.Length;

    /// <summary>Tiles in a row.</summary>
    public int Columns => TileGeometry.TilesOver(WidthPixels);

    /// <summary>Nothing is known of what the viewer shows: all of it will be sent.</summary>
    public void Reset(int widthPixels, int heightPixels)
    {
        LetGo();
        (WidthPixels, HeightPixels) = (widthPixels, heightPixels);
        shown = new Tile?[Columns * TileGeometry.TilesOver(heightPixels)];
    }

    /// <summary>The frame that the viewer has wholly on its screen, held; null where its picture is pieced together.</summary>
    public Frame? Whole { get; private set; }

    /// <summary>Adds what must be sent of each tile: no two overlap.</summary>
    /// <param name="frame">A frame of the picture's size.</param>
    /// <param name="area">What the viewer asked for.</param>
    /// <param name="isForced">Whether the viewer wants the area even where it has not changed.</param>
    /// <param name="copied">What the viewer copies before, or null.</param>
    /// <param name="damage">Where it goes.</param>
    public void AddDamage(Frame frame, PixelRectangle area, bool isForced, CopiedCells? copied, List<TileDamage> damage)
    {
        area = area.Intersect(new PixelRectangle(0, 0, WidthPixels, HeightPixels));
        if (area.IsEmpty)
            return;
        var tiles = frame.Tiles;
        for (var row = area.Y / TileGeometry.TileSidePixels; row <= (area.Bottom - 1) / TileGeometry.TileSidePixels; row++)
            for (var column = area.X / TileGeometry.TileSidePixels; column <= (area.Right - 1) / TileGeometry.TileSidePixels; column++)
            {
                var index = row * Columns + column;
                if (!isForced && ReferenceEquals(shown[index], tiles[index]))
                    continue;
                var changed = (isForced ? TileArea(column, row) : Changed(tiles[index], index, copied)).Intersect(area);
                if (!changed.IsEmpty)
                    damage.Add(new TileDamage(index, changed));
            }
    }

    /// <summary>The viewer has been sent the frame's pixels of the area. Tiles that the area cuts are not taken as sent.</summary>
    /// <param name="frame">A frame of the picture's size.</param>
    /// <param name="area">What was sent.</param>
    /// <param name="visible">What the viewer sees of the picture: a tile counts as far as it lies there.</param>
    public void MarkSent(Frame frame, PixelRectangle area, PixelRectangle visible)
    {
        area = area.Intersect(new PixelRectangle(0, 0, WidthPixels, HeightPixels));
        for (var index = 0; index < shown.Length; index++)
        {
            var tile = frame.Tiles[index];
            var place = TileArea(index).Intersect(visible);
            if (place.IsEmpty || ReferenceEquals(shown[index], tile) || place.Intersect(area) != place)
                continue;
            shown[index]?.Release();
            shown[index] = tile;
            tile.Acquire();
        }
        Whole?.Release();
        Whole = area == new PixelRectangle(0, 0, WidthPixels, HeightPixels) ? frame.Acquire() : null;
    }

    /// <summary>It is not known any more what the viewer has at a tile's place.</summary>
    public void Forget(int index)
    {
        shown[index]?.Release();
        shown[index] = null;
        Whole?.Release();
        Whole = null;
    }

    /// <summary>Where a tile lies, as far as it is within the picture.</summary>
    public PixelRectangle TileArea(int index) => TileArea(index % Columns, index / Columns);

    PixelRectangle TileArea(int column, int row) =>
        new PixelRectangle(column * TileGeometry.TileSidePixels, row * TileGeometry.TileSidePixels, TileGeometry.TileSidePixels, TileGeometry.TileSidePixels)
            .Intersect(new PixelRectangle(0, 0, WidthPixels, HeightPixels));

    /// <summary>The bounds of the cells of a tile that differ.</summary>
    PixelRectangle Changed(Tile tile, int index, CopiedCells? copied)
    {
        var cells = shown[index] is { } old ? tile.CellsUnlike(old) : TileDifference.AllCells;
        if (copied is not null)
            cells &= (ushort)~copied[index];
        if (cells == 0)
            return default;
        var place = TileArea(index % Columns, index / Columns);
        var bounds = TileDifference.Bounds(cells);
        return place.Intersect(PixelRectangle.Between(
            place.X + bounds.Left, place.Y + bounds.Top, place.X + bounds.Right, place.Y + bounds.Bottom));
    }

    /// <summary>Lets go of the tiles: nothing is known of what the viewer shows, and nothing held for it.</summary>
    public void Clear() => Reset(WidthPixels, HeightPixels);

    public void Dispose() => LetGo();

    void LetGo()
    {
        foreach (var tile in shown)
            tile?.Release();
        shown = [];
        Whole?.Release();
        Whole = null;
    }
}
