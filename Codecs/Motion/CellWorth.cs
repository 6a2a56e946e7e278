using System.Numerics;
using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Motion;

/// <summary>
/// What it is worth, cell by cell, not to send its pixels: nothing where it has not changed or is within a move already, little where it
/// is of one colour. Memory is kept from search to search.
/// </summary>
sealed class CellWorth
{
    public const byte Plain = 1, Rich = 16;

    byte[] worth = [];

    public int Across { get; private set; }
    public int Down { get; private set; }

    /// <summary>Cells that have changed.</summary>
    public int ChangedCount { get; private set; }

    /// <summary>The bounds of those cells.</summary>
    public CellArea Changed { get; private set; }

    public ReadOnlySpan<byte> Row(int row) => worth.AsSpan(row * Across, Across);

    /// <summary>Counts the changed cells, which is all that is known of them before <see cref="Appraise"/>.</summary>
    /// <param name="changedCells">Of each tile; the bits of cells outside the picture do not count.</param>
    /// <param name="widthPixels">The picture's width.</param>
    /// <param name="heightPixels">The picture's height.</param>
    public void Begin(ReadOnlySpan<ushort> changedCells, int widthPixels, int heightPixels)
    {
        (Across, Down) = (TileGeometry.CellsOver(widthPixels), TileGeometry.CellsOver(heightPixels));
        var tilesAcross = TileGeometry.TilesOver(widthPixels);
        var bounds = new CellArea(int.MaxValue, int.MaxValue, 0, 0);
        ChangedCount = 0;
        for (var tile = 0; tile < changedCells.Length; tile++)
        {
            var (left, top) = (tile % tilesAcross * TileGeometry.CellsPerTileSide, tile / tilesAcross * TileGeometry.CellsPerTileSide);
            var cells = changedCells[tile] & Inside(left, top);
            if (cells == 0)
                continue;
            ChangedCount += BitOperations.PopCount((uint)cells);
            var area = TileDifference.Bounds((ushort)cells);
            bounds = new CellArea(
                Math.Min(bounds.Left, left + area.Left / TileGeometry.CellSidePixels),
                Math.Min(bounds.Top, top + area.Top / TileGeometry.CellSidePixels),
                Math.Max(bounds.Right, left + area.Right / TileGeometry.CellSidePixels),
                Math.Max(bounds.Bottom, top + area.Bottom / TileGeometry.CellSidePixels));
        }
        Changed = ChangedCount == 0 ? default : bounds;
    }

    /// <summary>Looks at each changed cell of the newer picture.</summary>
    public void Appraise<TGrid>(in TGrid after, ReadOnlySpan<ushort> changedCells) where TGrid : struct, ITileGrid
    {
        if (worth.Length < Across * Down)
            worth = new byte[Across * Down];
        worth.AsSpan(0, Across * Down).Clear();
        var tilesAcross = TileGeometry.TilesOver(after.WidthPixels);
        for (var tile = 0; tile < changedCells.Length; tile++)
        {
            var (left, top) = (tile % tilesAcross * TileGeometry.CellsPerTileSide, tile / tilesAcross * TileGeometry.CellsPerTileSide);
            for (var cells = changedCells[tile] & Inside(left, top); cells != 0; cells &= cells - 1)
            {
                var cell = BitOperations.TrailingZeroCount(cells);
                var (column, row) = (left + cell % TileGeometry.CellsPerTileSide, top + cell / TileGeometry.CellsPerTileSide);
                var (x, y) = (column * TileGeometry.CellSidePixels, row * TileGeometry.CellSidePixels);
                var wide = Math.Min(TileGeometry.CellSidePixels, after.WidthPixels - x);
                var high = Math.Min(TileGeometry.CellSidePixels, after.HeightPixels - y);
                worth[row * Across + column] = PixelBlocks.LooksUniform(after, x, y, wide, high) ? Plain : Rich;
            }
        }
    }

    /// <summary>Whether a row of cells has any worth.</summary>
    public bool HasInRow(int row, int left, int right) => Row(row)[left..right].IndexOfAnyExcept((byte)0) >= 0;

    public bool HasInColumn(int column, int top, int bottom)
    {
        for (var row = top; row < bottom; row++)
            if (Row(row)[column] != 0)
                return true;
        return false;
    }

    /// <summary>The smallest area with the same worth.</summary>
    public CellArea Shrink(CellArea area)
    {
        var (left, top, right, bottom) = area;
        while (top < bottom && !HasInRow(top, left, right))
            top++;
        while (bottom > top && !HasInRow(bottom - 1, left, right))
            bottom--;
        while (left < right && !HasInColumn(left, top, bottom))
            left++;
        while (right > left && !HasInColumn(right - 1, top, bottom))
            right--;
        return new(left, top, right, bottom);
    }

    /// <summary>How many cells of an area have worth, and how many are of more than one colour.</summary>
    public (int Cells, int Rich) Count(CellArea area)
    {
        var (cells, rich) = (0, 0);
        for (var row = area.Top; row < area.Bottom; row++)
            foreach (var value in Row(row)[area.Left..area.Right])
            {
                cells += value != 0 ? 1 : 0;
                rich += value == Rich ? 1 : 0;
            }
        return (cells, rich);
    }

    /// <summary>The area is within a move.</summary>
    public void Settle(CellArea area)
    {
        for (var row = area.Top; row < area.Bottom; row++)
            worth.AsSpan(row * Across + area.Left, area.Right - area.Left).Clear();
    }

    int Inside(int left, int top)
    {
        var row = (1 << Math.Min(TileGeometry.CellsPerTileSide, Across - left)) - 1;
        return row * 0x1111 & (int)((1L << TileGeometry.CellsPerTileSide * Math.Min(TileGeometry.CellsPerTileSide, Down - top)) - 1);
    }
}
