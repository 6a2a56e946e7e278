using System.Runtime.CompilerServices;
using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Motion;

/// <summary>
/// Widens a move that was found cell by cell to the pixel, into the cells around it as far as these would be sent anew anyway.
/// </summary>
static class MoveEdges
{
    /// <summary>Less than a cell: a whole one would have matched.</summary>
    const int Reach = TileGeometry.CellSidePixels - 1;

    public static Move Widen<TGrid>(in TGrid before, in TGrid after, CellWorth worth, CellArea area, Shift shift)
        where TGrid : struct, ITileGrid
    {
        var (left, top) = (area.Left * TileGeometry.CellSidePixels, area.Top * TileGeometry.CellSidePixels);
        var right = Math.Min(after.WidthPixels, area.Right * TileGeometry.CellSidePixels);
        var bottom = Math.Min(after.HeightPixels, area.Bottom * TileGeometry.CellSidePixels);

        if (area.Top > 0 && worth.HasInRow(area.Top - 1, area.Left, area.Right))
            for (var end = top - Reach; top > end && RowMatches(before, after, left, top - 1, right - left, shift);)
                top--;
        if (area.Bottom < worth.Down && worth.HasInRow(area.Bottom, area.Left, area.Right))
            for (var end = bottom + Reach; bottom < end && RowMatches(before, after, left, bottom, right - left, shift);)
                bottom++;
        if (area.Left > 0 && worth.HasInColumn(area.Left - 1, area.Top, area.Bottom))
            left -= Columns(before, after, left - 1, -1, top, bottom, shift);
        if (area.Right < worth.Across && worth.HasInColumn(area.Right, area.Top, area.Bottom))
            right += Columns(before, after, right, 1, top, bottom, shift);
        return new Move(left, top, right - left, bottom - top, left + shift.FromX, top + shift.FromY);
    }

    static bool RowMatches<TGrid>(in TGrid before, in TGrid after, int x, int y, int width, Shift shift) where TGrid : struct, ITileGrid =>
        y < after.HeightPixels && y + shift.FromY >= 0 && y + shift.FromY < after.HeightPixels
        && PixelBlocks.Equal(after, x, y, before, x + shift.FromX, y + shift.FromY, width, 1);

    /// <summary>How many columns match, from one on in one direction.</summary>
    static int Columns<TGrid>(in TGrid before, in TGrid after, int x, int step, int top, int bottom, Shift shift)
        where TGrid : struct, ITileGrid
    {
        var within = step > 0
            ? after.WidthPixels - Math.Max(x, x + shift.FromX)
            : Math.Min(x, x + shift.FromX) + 1;
        var count = Math.Clamp(within, 0, Reach);
        for (var y = top; y < bottom && count > 0; y++)
        {
            var matching = 0;
            for (var at = x; matching < count; at += step, matching++)
                if (Pixel(after, at, y) != Pixel(before, at + shift.FromX, y + shift.FromY))
                    break;
            count = matching;
        }
        return count;
    }

    static uint Pixel<TGrid>(in TGrid grid, int x, int y) where TGrid : struct, ITileGrid =>
        Unsafe.ReadUnaligned<uint>(ref PixelBlocks.At(grid, x, y)) & 0x00FFFFFF;
}
