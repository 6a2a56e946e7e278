using Scanout.Codecs.Tiles;

namespace Scanout.Pipeline.Frames;

/// <summary>A rectangle of a frame's tiles; <see cref="Right"/> and <see cref="Bottom"/> are the first column and row outside it.</summary>
readonly record struct TileRectangle(int Left, int Top, int Right, int Bottom)
{
    public int Columns => Right - Left;
    public int Rows => Bottom - Top;

    /// <summary>How many tiles.</summary>
    public int Count => Columns * Rows;

    public bool IsEmpty => Right <= Left || Bottom <= Top;

    /// <summary>What two rectangles have in common; empty where that is nothing.</summary>
    public TileRectangle Intersect(TileRectangle other)
    {
        var common = new TileRectangle(
            Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom));
        return common.IsEmpty ? default : common;
    }

    /// <summary>The smallest rectangle that holds both, neither of them empty.</summary>
    public TileRectangle Union(TileRectangle other) =>
        new(Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    /// <summary>Its pixels, as far as they are within a picture.</summary>
    public PixelRectangle In(int widthPixels, int heightPixels) =>
        PixelRectangle.Between(
            Left * TileGeometry.TileSidePixels, Top * TileGeometry.TileSidePixels,
            Right * TileGeometry.TileSidePixels, Bottom * TileGeometry.TileSidePixels)
            .Intersect(new PixelRectangle(0, 0, widthPixels, heightPixels));
}
