using Scanout.Codecs.Motion;
using Scanout.Codecs.Tiles;

namespace Scanout.Benchmarks.Motion;

/// <summary>A picture in tiles, made from linear memory.</summary>
sealed class LinearPicture(int widthPixels, int heightPixels)
{
    public byte[][] Tiles { get; } = [.. Enumerable.Range(
        0, TileGeometry.TilesOver(widthPixels) * TileGeometry.TilesOver(heightPixels)).Select(_ => new byte[TileGeometry.TileBytes])];

    public int WidthPixels => widthPixels;
    public int HeightPixels => heightPixels;

    public TileArrays Grid => new(this);

    /// <summary>Takes the pixels of a picture whose rows follow each other without gaps.</summary>
    public void Fill(ReadOnlySpan<byte> bgrx)
    {
        for (var y = 0; y < heightPixels; y++)
            for (var x = 0; x < widthPixels; x += TileGeometry.TileSidePixels)
                bgrx.Slice((y * widthPixels + x) * 4, Math.Min(TileGeometry.TileSidePixels, widthPixels - x) * 4).CopyTo(
                    Tiles[y / TileGeometry.TileSidePixels * TileGeometry.TilesOver(widthPixels) + x / TileGeometry.TileSidePixels]
                        .AsSpan(y % TileGeometry.TileSidePixels * TileGeometry.TileStrideBytes));
    }

    public ushort[] ChangedCells(LinearPicture other) => [.. Tiles.Zip(other.Tiles, (one, two) => TileDifference.Cells(one, two))];

    public readonly struct TileArrays(LinearPicture picture) : ITileGrid
    {
        public int WidthPixels => picture.WidthPixels;
        public int HeightPixels => picture.HeightPixels;
        public ReadOnlySpan<byte> Tile(int index) => picture.Tiles[index];
    }
}
