using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Motion;

/// <summary>Compares rectangles of two pictures, which may lie differently over their tiles. The X byte is not compared.</summary>
static class PixelBlocks
{
    const int Side = TileGeometry.TileSidePixels;

    /// <summary>
    /// Whether a rectangle of one picture equals the one of the same size at another place of the other. Both lie within.
    /// </summary>
    public static bool Equal<TGrid>(in TGrid after, int x, int y, in TGrid before, int fromX, int fromY, int width, int height)
        where TGrid : struct, ITileGrid
    {
        for (int top = 0, rows; top < height; top += rows)
        {
            rows = Math.Min(height - top, Math.Min(Side - (y + top) % Side, Side - (fromY + top) % Side));
            for (int left = 0, columns; left < width; left += columns)
            {
                columns = Math.Min(width - left, Math.Min(Side - (x + left) % Side, Side - (fromX + left) % Side));
                if (!Equal(ref At(after, x + left, y + top), ref At(before, fromX + left, fromY + top), columns, rows))
                    return false;
            }
        }
        return true;
    }

    /// <summary>
    /// Which of a tile's four cells in a row of cells equal those at another place, bit by bit: the same as <see cref="Equal"/> of each,
    /// in the order of memory. The cells lie within the picture, and so does where they come from, which begins with a tile's first
    /// column.
    /// </summary>
    public static int EqualCells<TGrid>(in TGrid after, int x, int y, in TGrid before, int fromX, int fromY) where TGrid : struct, ITileGrid
    {
        var (first, second, third, fourth) = (Vector256<uint>.Zero, Vector256<uint>.Zero, Vector256<uint>.Zero, Vector256<uint>.Zero);
        ref var one = ref At(after, x, y);
        for (int row = 0, rows; row < TileGeometry.CellSidePixels; row += rows)
        {
            rows = Math.Min(TileGeometry.CellSidePixels - row, Side - (fromY + row) % Side);
            ref var other = ref At(before, fromX, fromY + row);
            for (nuint at = 0, end = (nuint)(rows * TileGeometry.TileStrideBytes); at < end; at += TileGeometry.TileStrideBytes)
            {
                first |= Difference(ref one, ref other, at) | Difference(ref one, ref other, at + 32);
                second |= Difference(ref one, ref other, at + 64) | Difference(ref one, ref other, at + 96);
                third |= Difference(ref one, ref other, at + 128) | Difference(ref one, ref other, at + 160);
                fourth |= Difference(ref one, ref other, at + 192) | Difference(ref one, ref other, at + 224);
                if ((at & (3 * TileGeometry.TileStrideBytes)) == 0
                    && !IsZero(first) && !IsZero(second) && !IsZero(third) && !IsZero(fourth))
                    return 0;
            }
            one = ref Unsafe.Add(ref one, rows * TileGeometry.TileStrideBytes);
        }
        return (IsZero(first) ? 1 : 0) | (IsZero(second) ? 2 : 0) | (IsZero(third) ? 4 : 0) | (IsZero(fourth) ? 8 : 0);
    }

    /// <summary>
    /// Whether a rectangle, no larger than a cell and within one tile, is likely to be of one colour: whether every fifth of its rows is.
    /// </summary>
    public static bool LooksUniform<TGrid>(in TGrid grid, int x, int y, int width, int height) where TGrid : struct, ITileGrid
    {
        var colour = Unsafe.ReadUnaligned<uint>(ref At(grid, x, y));
        for (var row = y; row < y + height; row += 5)
            if (((Unsafe.ReadUnaligned<uint>(ref At(grid, x, row)) ^ colour) & 0x00FFFFFF) != 0 || !IsUniform(grid, x, row, width, 1))
                return false;
        return true;
    }

    /// <summary>Whether all pixels of a rectangle, no larger than a cell and within one tile, are the same.</summary>
    public static bool IsUniform<TGrid>(in TGrid grid, int x, int y, int width, int height) where TGrid : struct, ITileGrid
    {
        ref var start = ref At(grid, x, y);
        var colour = Unsafe.ReadUnaligned<uint>(ref start);
        var flat = Vector256.Create(colour);
        for (var row = 0; row < height; row++, start = ref Unsafe.Add(ref start, TileGeometry.TileStrideBytes))
        {
            if (width == TileGeometry.CellSidePixels)
            {
                if (!IsZero(Vector256.LoadUnsafe(ref start).AsUInt32() ^ flat | Vector256.LoadUnsafe(ref start, 32).AsUInt32() ^ flat))
                    return false;
                continue;
            }
            for (var column = 0; column < width; column++)
                if (((Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, column * 4)) ^ colour) & 0x00FFFFFF) != 0)
                    return false;
        }
        return true;
    }

    /// <summary>The pixel's place in memory; what follows it in its row of the tile follows it there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte At<TGrid>(in TGrid grid, int x, int y) where TGrid : struct, ITileGrid
    {
        var index = y / Side * TileGeometry.TilesOver(grid.WidthPixels) + x / Side;
        return ref Unsafe.Add(
            ref MemoryMarshal.GetReference(grid.Tile(index)), y % Side * TileGeometry.TileStrideBytes + x % Side * 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Equal(ref byte one, ref byte other, int columns, int rows)
    {
        for (nuint at = 0, end = (nuint)(rows * TileGeometry.TileStrideBytes); at < end; at += TileGeometry.TileStrideBytes)
            if (columns == TileGeometry.CellSidePixels
                ? !IsZero(Difference(ref one, ref other, at) | Difference(ref one, ref other, at + 32))
                : !RowsEqual(ref Unsafe.Add(ref one, at), ref Unsafe.Add(ref other, at), (nuint)columns * 4))
                return false;
        return true;
    }

    /// <summary>A last register that is not full takes in pixels that were compared already.</summary>
    static bool RowsEqual(ref byte one, ref byte other, nuint bytes)
    {
        if (bytes >= 32)
        {
            for (nuint at = 0; at + 32 < bytes; at += 32)
                if (!IsZero(Difference(ref one, ref other, at)))
                    return false;
            return IsZero(Difference(ref one, ref other, bytes - 32));
        }
        if (bytes >= 16)
            return IsZero(ShortDifference(ref one, ref other, 0) | ShortDifference(ref one, ref other, bytes - 16));
        var difference = 0u;
        for (nuint at = 0; at < bytes; at += 4)
            difference |= Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref one, at))
                ^ Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref other, at));
        return (difference & 0x00FFFFFF) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<uint> Difference(ref byte one, ref byte other, nuint at) =>
        (Vector256.LoadUnsafe(ref one, at) ^ Vector256.LoadUnsafe(ref other, at)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<uint> ShortDifference(ref byte one, ref byte other, nuint at) =>
        (Vector128.LoadUnsafe(ref one, at) ^ Vector128.LoadUnsafe(ref other, at)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsZero(Vector256<uint> difference) => (difference & Vector256.Create(0x00FFFFFFu)) == Vector256<uint>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsZero(Vector128<uint> difference) => (difference & Vector128.Create(0x00FFFFFFu)) == Vector128<uint>.Zero;
}
