using System.Runtime.InteropServices;
using Scanout.Codecs.Motion;
using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Zmbv;

/// <summary>Two pictures in tiles, as the search for movement wants them: what did not change between them is kept once.</summary>
sealed class ZmbvTiles
{
    readonly int widthPixels;
    readonly int heightPixels;
    readonly byte[][] tiles;
    readonly byte[][] newTiles;
    readonly ushort[] changedCells;

    public ZmbvTiles(int widthPixels, int heightPixels)
    {
        (this.widthPixels, this.heightPixels) = (widthPixels, heightPixels);
        changedCells = new ushort[TileGeometry.TilesOver(widthPixels) * TileGeometry.TilesOver(heightPixels)];
        (tiles, newTiles) = (Make(), Make());
    }

    /// <summary>For each tile the cells that differ, bit <c>row * 4 + column</c>: whoever compares the pictures sets them.</summary>
    public Span<ushort> ChangedCells => changedCells;

    public Grid Before => new(this, isAfter: false);

    public Grid After => new(this, isAfter: true);

    /// <summary>Takes the changed tiles of the newer picture.</summary>
    public void Fill(ReadOnlySpan<uint> pixels)
    {
        var across = TileGeometry.TilesOver(widthPixels);
        for (var index = 0; index < newTiles.Length; index++)
        {
            if (changedCells[index] == 0)
                continue;
            var (x, y) = (index % across * TileGeometry.TileSidePixels, index / across * TileGeometry.TileSidePixels);
            var width = Math.Min(TileGeometry.TileSidePixels, widthPixels - x);
            for (var row = 0; row < Math.Min(TileGeometry.TileSidePixels, heightPixels - y); row++)
                MemoryMarshal.AsBytes(pixels.Slice((y + row) * widthPixels + x, width))
                    .CopyTo(newTiles[index].AsSpan(row * TileGeometry.TileStrideBytes));
        }
    }

    /// <summary>The newer picture is the older one from now on.</summary>
    public void Advance()
    {
        for (var index = 0; index < tiles.Length; index++)
            if (changedCells[index] != 0)
                (tiles[index], newTiles[index]) = (newTiles[index], tiles[index]);
        Array.Clear(changedCells);
    }

    byte[][] Make() => [.. changedCells.Select(_ => new byte[TileGeometry.TileBytes])];

    /// <summary>One of the two.</summary>
    public readonly struct Grid(ZmbvTiles of, bool isAfter) : ITileGrid
    {
        public int WidthPixels => of.widthPixels;
        public int HeightPixels => of.heightPixels;
        public ReadOnlySpan<byte> Tile(int index) => isAfter && of.changedCells[index] != 0 ? of.newTiles[index] : of.tiles[index];
    }
}
