using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Scanout.Codecs.Pixels;

namespace Scanout.Codecs.Tiles;

/// <summary>
/// Goes over some rows of a plane and their shadow in the order in which they lie in memory, and hands on the stretches that hold pixels:
/// rows of a linear plane, lines of an X tile, columns of a Y tile. What lies between (a stride's padding, the outside of the last
/// tiles) is left alone.
/// </summary>
static class BandWalk
{
    /// <summary>
    /// Whether any line differs. Registers of 256 bits come first also where there are wider ones: from memory these are no faster, and
    /// from cache some hundredths slower, on rows that begin within a cache line above all.
    /// </summary>
    public static bool Over<TOperator>(
        in PlaneLayout layout, int firstRow, int rowCount, ReadOnlySpan<byte> device, ReadOnlySpan<byte> shadow, Span<byte> marks)
        where TOperator : struct, ILineOperator
    {
        if (Vector256.IsHardwareAccelerated)
            return Over<TOperator, Lanes256>(layout, firstRow, rowCount, device, shadow, marks);
        if (Vector128.IsHardwareAccelerated)
            return Over<TOperator, Lanes128>(layout, firstRow, rowCount, device, shadow, marks);
        return Over<TOperator, Lanes32>(layout, firstRow, rowCount, device, shadow, marks);
    }

    /// <summary>Whether any line differs, found with registers of the given width.</summary>
    public static bool Over<TOperator, TLanes>(
        in PlaneLayout layout, int firstRow, int rowCount, ReadOnlySpan<byte> device, ReadOnlySpan<byte> shadow, Span<byte> marks)
        where TOperator : struct, ILineOperator
        where TLanes : struct, ILanes<TLanes>
    {
        Check(layout, firstRow, rowCount, device.Length, shadow.Length);
        ref var from = ref MemoryMarshal.GetReference(device);
        ref var to = ref MemoryMarshal.GetReference(shadow);
        ref var mark = ref MemoryMarshal.GetReference(marks);
        return layout.Format.BytesPerPixel switch
        {
            2 => Cells<TOperator, TLanes, CellOfPairs>(layout, firstRow, rowCount, ref from, ref to, ref mark),
            3 => Cells<TOperator, TLanes, CellOfTriples>(layout, firstRow, rowCount, ref from, ref to, ref mark),
            _ => Cells<TOperator, TLanes, CellOfQuads>(layout, firstRow, rowCount, ref from, ref to, ref mark),
        };
    }

    static void Check(in PlaneLayout layout, int firstRow, int rowCount, int deviceBytes, int shadowBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowCount, layout.HeightPixels - firstRow);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(layout.WidthPixels, nameof(layout));
        if (layout.StrideBytes < layout.RowBytes || layout.StrideBytes % layout.TileRowBytes != 0 || firstRow % layout.RowsPerTile != 0)
            throw new ArgumentException($"row {firstRow} of {layout} begins nothing", nameof(layout));
        var bytes = layout.RangeBytes(firstRow, rowCount);
        if (deviceBytes < bytes || shadowBytes < bytes)
            throw new ArgumentException($"{rowCount} rows are {bytes} bytes, not {deviceBytes} and {shadowBytes}", nameof(rowCount));
    }

    static bool Cells<TOperator, TLanes, TCell>(
        in PlaneLayout layout, int firstRow, int rowCount, ref byte device, ref byte shadow, ref byte marks)
        where TOperator : struct, ILineOperator
        where TLanes : struct, ILanes<TLanes>
        where TCell : struct, ICellWidth
    {
        var mask = RepeatedMask(layout.Format);
        var rowBytes = (nuint)layout.RowBytes;
        var stride = (nuint)layout.StrideBytes;
        var cellsAcross = (nuint)TileGeometry.CellsOver(layout.WidthPixels);
        if (layout.Tiling == Tiling.Linear)
            return Lines<TOperator, TLanes, TCell>(
                ref device, ref shadow, stride, rowCount, rowBytes, mask, ref marks, cellsAcross, 0);

        var differ = false;
        var tileRows = layout.RowsPerTile;
        var tileRowBytes = (nuint)layout.TileRowBytes;
        for (var top = 0; top < rowCount; top += tileRows)
        {
            var deep = Math.Min(tileRows, rowCount - top);
            ref var cells = ref Unsafe.Add(ref marks, (nuint)(top / TileGeometry.CellSidePixels) * cellsAcross);
            var at = (nuint)top * stride;
            for (nuint x = 0; x < rowBytes; x += tileRowBytes, at += Detiling.TileBytes)
            {
                var wide = Math.Min(tileRowBytes, rowBytes - x);
                ref var from = ref Unsafe.Add(ref device, at);
                ref var to = ref Unsafe.Add(ref shadow, at);
                differ |= layout.Tiling == Tiling.IntelX
                    ? Lines<TOperator, TLanes, TCell>(ref from, ref to, tileRowBytes, deep, wide, mask, ref cells, cellsAcross, x)
                    : wide == tileRowBytes && deep == tileRows
                    ? WholeYTile<TOperator, TLanes, TCell>(ref from, ref to, mask, ref cells, cellsAcross, x)
                    : PartialYTile<TOperator, TLanes, TCell>(ref from, ref to, deep, wide, mask, ref cells, cellsAcross, x);
                if (TOperator.EndsAtFirstDifference && differ)
                    return true;
            }
        }
        return differ;
    }

    static bool Lines<TOperator, TLanes, TCell>(
        ref byte device, ref byte shadow, nuint pitch, int rows, nuint length, uint mask,
        ref byte marks, nuint cellsAcross, nuint firstByte)
        where TOperator : struct, ILineOperator
        where TLanes : struct, ILanes<TLanes>
        where TCell : struct, ICellWidth
    {
        var differ = false;
        for (nuint row = 0; row < (nuint)rows; row++)
        {
            differ |= TOperator.Line<TLanes, TCell>(
                ref Unsafe.Add(ref device, row * pitch), ref Unsafe.Add(ref shadow, row * pitch), length, mask,
                ref Unsafe.Add(ref marks, row / TileGeometry.CellSidePixels * cellsAcross), firstByte);
            if (TOperator.EndsAtFirstDifference && differ)
                return true;
        }
        return differ;
    }

    /// <summary>A Y tile's memory is eight columns of two half columns, each within one cell: it is one line.</summary>
    static bool WholeYTile<TOperator, TLanes, TCell>(
        ref byte device, ref byte shadow, uint mask, ref byte marks, nuint cellsAcross, nuint firstByte)
        where TOperator : struct, ILineOperator
        where TLanes : struct, ILanes<TLanes>
        where TCell : struct, ICellWidth
    {
        var halves = Vector128<byte>.Zero;
        ref var half = ref Unsafe.As<Vector128<byte>, byte>(ref halves);
        if (!TOperator.Line<TLanes, HalfColumn>(ref device, ref shadow, Detiling.TileBytes, mask, ref half, 0))
            return false;
        for (nuint column = 0; column < 8; column++)
            MoveMarks<TCell>(ref Unsafe.Add(ref half, column * 2), ref marks, cellsAcross, firstByte + column * Detiling.ColumnBytes);
        return true;
    }

    /// <summary>
    /// A Y tile that sticks out of the picture: of each column only the rows, and of the last column only the bytes, that are in it.
    /// </summary>
    static bool PartialYTile<TOperator, TLanes, TCell>(
        ref byte device, ref byte shadow, int rows, nuint wide, uint mask, ref byte marks, nuint cellsAcross, nuint firstByte)
        where TOperator : struct, ILineOperator
        where TLanes : struct, ILanes<TLanes>
        where TCell : struct, ICellWidth
    {
        var differ = false;
        for (nuint x = 0; x < wide; x += Detiling.ColumnBytes)
        {
            ref var from = ref Unsafe.Add(ref device, x * 32);
            ref var to = ref Unsafe.Add(ref shadow, x * 32);
            if (wide - x < Detiling.ColumnBytes)
            {
                differ |= Lines<TOperator, Lanes32, TCell>(
                    ref from, ref to, Detiling.ColumnBytes, rows, wide - x, mask, ref marks, cellsAcross, firstByte + x);
                return differ;
            }
            ushort halves = 0;
            ref var half = ref Unsafe.As<ushort, byte>(ref halves);
            if (!TOperator.Line<TLanes, HalfColumn>(ref from, ref to, (nuint)rows * Detiling.ColumnBytes, mask, ref half, 0))
                continue;
            differ = true;
            MoveMarks<TCell>(ref half, ref marks, cellsAcross, firstByte + x);
            if (TOperator.EndsAtFirstDifference)
                return true;
        }
        return differ;
    }

    /// <summary>Marks the two cells of a column whose halves were marked. Where nothing is marked, nothing is touched.</summary>
    static void MoveMarks<TCell>(ref byte halves, ref byte marks, nuint cellsAcross, nuint inRow) where TCell : struct, ICellWidth
    {
        ref var upper = ref Unsafe.Add(ref marks, inRow / (nuint)TCell.Bytes);
        if (halves != 0)
            upper = 1;
        if (Unsafe.Add(ref halves, 1) != 0)
            Unsafe.Add(ref upper, cellsAcross) = 1;
    }

    /// <summary>
    /// The seen bits of a pixel, over four bytes of a line. All bits of three-byte pixels are seen, so that theirs may repeat too.
    /// </summary>
    static uint RepeatedMask(PixelFormat format) => format.BytesPerPixel switch
    {
        2 => format.CompareMask | format.CompareMask << 16,
        3 => uint.MaxValue,
        _ => format.CompareMask,
    };
}
