using System.Runtime.CompilerServices;
using Scanout.Codecs.Pixels;

namespace Scanout.Codecs.Tiles;

/// <summary>
/// The fused pass of the capture: compares device memory with its shadow, brings the shadow up to date and marks the cells that changed.
/// Device memory may be uncached and may change meanwhile: each byte is loaded once, in the order of memory, and what is stored is what was
/// compared. A pixel is compared under its format's <see cref="PixelFormat.CompareMask"/>; between rows nothing is compared.
/// </summary>
public static class PlaneComparer
{
    /// <summary>Whether anything changed.</summary>
    /// <param name="layout">The plane that both memories hold.</param>
    /// <param name="firstRow">The band's first row, a multiple of 64.</param>
    /// <param name="rowCount">Rows of the band: 64, or what is left of the plane.</param>
    /// <param name="device"><see cref="PlaneLayout.RangeBytes"/> of the band, from its first byte on.</param>
    /// <param name="shadow">As long, the same as the device after it except in bits that are not compared.</param>
    /// <param name="cellMarks">A byte for each cell of the band, row by row; set to 1 where changed, otherwise left alone.</param>
    public static bool CompareAndCopy(
        in PlaneLayout layout, int firstRow, int rowCount, ReadOnlySpan<byte> device, Span<byte> shadow, Span<byte> cellMarks)
    {
        Check(layout, firstRow, rowCount, cellMarks.Length);
        return BandWalk.Over<CopyAndMark>(layout, firstRow, rowCount, device, shadow, cellMarks);
    }

    /// <summary>The same with registers of a given width, for whoever has measured that it suits the device's memory.</summary>
    public static bool CompareAndCopy<TLanes>(
        in PlaneLayout layout, int firstRow, int rowCount, ReadOnlySpan<byte> device, Span<byte> shadow, Span<byte> cellMarks)
        where TLanes : struct, ILanes<TLanes>
    {
        Check(layout, firstRow, rowCount, cellMarks.Length);
        return BandWalk.Over<CopyAndMark, TLanes>(layout, firstRow, rowCount, device, shadow, cellMarks);
    }

    static void Check(in PlaneLayout layout, int firstRow, int rowCount, int marks)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowCount, TileGeometry.TileSidePixels);
        if (firstRow % TileGeometry.TileSidePixels != 0)
            throw new ArgumentException($"row {firstRow} begins no band of {TileGeometry.TileSidePixels} rows", nameof(firstRow));
        if (marks < TileGeometry.CellsOver(rowCount) * TileGeometry.CellsOver(layout.WidthPixels))
            throw new ArgumentException($"{marks} marks are too few for {rowCount} rows of {layout.WidthPixels} pixels", nameof(marks));
    }

    readonly struct CopyAndMark : ILineOperator
    {
        public static bool EndsAtFirstDifference => false;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static bool Line<TLanes, TCell>(
            ref byte device, ref byte shadow, nuint length, uint mask, ref byte marks, nuint firstByte)
            where TLanes : struct, ILanes<TLanes>
            where TCell : struct, ICellWidth
        {
            var step = (nuint)TLanes.Bytes;
            var seen = TLanes.Repeat(mask);
            var changed = false;
            nuint at = 0;

            // Hardly anything ever differs, so four registers are asked at once.
            for (; at + 4 * step <= length; at += 4 * step)
            {
                var device0 = TLanes.Load(ref device, at);
                var device1 = TLanes.Load(ref device, at + step);
                var device2 = TLanes.Load(ref device, at + 2 * step);
                var device3 = TLanes.Load(ref device, at + 3 * step);
                var difference0 = device0 ^ TLanes.Load(ref shadow, at);
                var difference1 = device1 ^ TLanes.Load(ref shadow, at + step);
                var difference2 = device2 ^ TLanes.Load(ref shadow, at + 2 * step);
                var difference3 = device3 ^ TLanes.Load(ref shadow, at + 3 * step);
                if (((difference0 | difference1 | (difference2 | difference3)) & seen).IsZero)
                    continue;
                changed = true;
                Keep<TLanes, TCell>(device0, difference0 & seen, ref shadow, at, ref marks, firstByte);
                Keep<TLanes, TCell>(device1, difference1 & seen, ref shadow, at + step, ref marks, firstByte);
                Keep<TLanes, TCell>(device2, difference2 & seen, ref shadow, at + 2 * step, ref marks, firstByte);
                Keep<TLanes, TCell>(device3, difference3 & seen, ref shadow, at + 3 * step, ref marks, firstByte);
            }
            for (; at + step <= length; at += step)
                changed |= Single<TLanes, TCell>(ref device, ref shadow, at, seen, ref marks, firstByte);
            for (var seenOne = Lanes32.Repeat(mask); at + 4 <= length; at += 4)
                changed |= Single<Lanes32, TCell>(ref device, ref shadow, at, seenOne, ref marks, firstByte);
            for (; at < length; at++, mask >>= 8)
            {
                var value = Unsafe.Add(ref device, at);
                ref var old = ref Unsafe.Add(ref shadow, at);
                if (((value ^ old) & mask & 0xFF) == 0)
                    continue;
                old = value;
                Unsafe.Add(ref marks, (firstByte + at) / (nuint)TCell.Bytes) = 1;
                changed = true;
            }
            return changed;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static bool Single<TLanes, TCell>(
            ref byte device, ref byte shadow, nuint at, TLanes seen, ref byte marks, nuint firstByte)
            where TLanes : struct, ILanes<TLanes>
            where TCell : struct, ICellWidth
        {
            var lanes = TLanes.Load(ref device, at);
            var difference = (lanes ^ TLanes.Load(ref shadow, at)) & seen;
            Keep<TLanes, TCell>(lanes, difference, ref shadow, at, ref marks, firstByte);
            return !difference.IsZero;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Keep<TLanes, TCell>(
            TLanes device, TLanes difference, ref byte shadow, nuint at, ref byte marks, nuint firstByte)
            where TLanes : struct, ILanes<TLanes>
            where TCell : struct, ICellWidth
        {
            if (difference.IsZero)
                return;
            device.Store(ref shadow, at);
            var inRow = firstByte + at;
            var cellBytes = (nuint)TCell.Bytes;
            if (TCell.Bytes % TLanes.Bytes == 0)
                Unsafe.Add(ref marks, inRow / cellBytes) = 1;
            else
                MarkEach(difference.NonzeroBytes, inRow, cellBytes, ref marks);
        }

        /// <summary>A register over several cells: bit by bit, each time going on at the next cell's first byte.</summary>
        static void MarkEach(ulong nonzeroBytes, nuint inRow, nuint cellBytes, ref byte marks)
        {
            while (nonzeroBytes != 0)
            {
                var cell = (inRow + (nuint)ulong.TrailingZeroCount(nonzeroBytes)) / cellBytes;
                Unsafe.Add(ref marks, cell) = 1;
                var next = (cell + 1) * cellBytes - inRow;
                nonzeroBytes = next < 64 ? nonzeroBytes >> (int)next << (int)next : 0;
            }
        }
    }
}
