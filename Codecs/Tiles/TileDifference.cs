using System.Numerics;

namespace Scanout.Codecs.Tiles;

/// <summary>In which of their 16×16 cells two tiles differ: bit <c>row * 4 + column</c>.</summary>
public static class TileDifference
{
    /// <summary>Every cell of a tile.</summary>
    public const ushort AllCells = ushort.MaxValue;

    /// <summary>Compares two tiles of <see cref="TileGeometry.TileBytes"/> bytes.</summary>
    public static ushort Cells(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var cells = 0;
        for (var y = 0; y < TileGeometry.TileSidePixels; y++)
        {
            var row = one.Slice(y * TileGeometry.TileStrideBytes, TileGeometry.TileStrideBytes);
            var otherRow = other.Slice(y * TileGeometry.TileStrideBytes, TileGeometry.TileStrideBytes);
            for (var column = 0; column < TileGeometry.CellsPerTileSide; column++)
            {
                var start = column * TileGeometry.CellSidePixels * 4;
                if (!row.Slice(start, TileGeometry.CellSidePixels * 4).SequenceEqual(otherRow.Slice(start, TileGeometry.CellSidePixels * 4)))
                    cells |= 1 << (y / TileGeometry.CellSidePixels * TileGeometry.CellsPerTileSide + column);
            }
        }
        return (ushort)cells;
    }

    /// <summary>The bounds of the cells, in pixels of the tile. At least one cell is set.</summary>
    public static (int Left, int Top, int Right, int Bottom) Bounds(ushort cells)
    {
        var rows = (cells & 0x000F) != 0 ? 1 : 0;
        rows |= (cells & 0x00F0) != 0 ? 2 : 0;
        rows |= (cells & 0x0F00) != 0 ? 4 : 0;
        rows |= (cells & 0xF000) != 0 ? 8 : 0;
        var columns = (cells | cells >> 4 | cells >> 8 | cells >> 12) & 0xF;
        return (
            BitOperations.TrailingZeroCount(columns) * TileGeometry.CellSidePixels,
            BitOperations.TrailingZeroCount(rows) * TileGeometry.CellSidePixels,
            (BitOperations.Log2((uint)columns) + 1) * TileGeometry.CellSidePixels,
            (BitOperations.Log2((uint)rows) + 1) * TileGeometry.CellSidePixels);
    }
}
