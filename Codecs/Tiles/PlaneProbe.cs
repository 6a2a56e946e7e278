using System.Runtime.CompilerServices;
using Scanout.Codecs.Pixels;

namespace Scanout.Codecs.Tiles;

/// <summary>A look at one row of a quiet screen: does it still equal its shadow? Nothing is written.</summary>
public static class PlaneProbe
{
    /// <summary>Whether the row, or the row of tiles, differs where <see cref="PlaneComparer"/> would say so.</summary>
    /// <param name="layout">The plane that both memories hold.</param>
    /// <param name="row">Of a tiled plane, the first row of a row of tiles.</param>
    /// <param name="deviceRow"><see cref="PlaneLayout.RangeBytes"/> of the row, or of as many rows of the row of tiles as the plane
    /// has.</param>
    /// <param name="shadowRow">As long.</param>
    public static bool Differs(in PlaneLayout layout, int row, ReadOnlySpan<byte> deviceRow, ReadOnlySpan<byte> shadowRow) =>
        BandWalk.Over<Compare>(layout, row, Rows(layout, row), deviceRow, shadowRow, default);

    /// <summary>The same with registers of a given width, for whoever has measured that it suits the device's memory.</summary>
    public static bool Differs<TLanes>(in PlaneLayout layout, int row, ReadOnlySpan<byte> deviceRow, ReadOnlySpan<byte> shadowRow)
        where TLanes : struct, ILanes<TLanes> =>
        BandWalk.Over<Compare, TLanes>(layout, row, Rows(layout, row), deviceRow, shadowRow, default);

    static int Rows(in PlaneLayout layout, int row) => Math.Min(layout.RowsPerTile, layout.HeightPixels - row);

    readonly struct Compare : ILineOperator
    {
        public static bool EndsAtFirstDifference => true;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static bool Line<TLanes, TCell>(
            ref byte device, ref byte shadow, nuint length, uint mask, ref byte marks, nuint firstByte)
            where TLanes : struct, ILanes<TLanes>
            where TCell : struct, ICellWidth
        {
            var step = (nuint)TLanes.Bytes;
            var seen = TLanes.Repeat(mask);
            nuint at = 0;
            for (; at + 4 * step <= length; at += 4 * step)
            {
                var first = Difference<TLanes>(ref device, ref shadow, at)
                    | Difference<TLanes>(ref device, ref shadow, at + step);
                var second = Difference<TLanes>(ref device, ref shadow, at + 2 * step)
                    | Difference<TLanes>(ref device, ref shadow, at + 3 * step);
                if (!((first | second) & seen).IsZero)
                    return true;
            }
            for (; at + step <= length; at += step)
                if (!(Difference<TLanes>(ref device, ref shadow, at) & seen).IsZero)
                    return true;
            for (var seenOne = Lanes32.Repeat(mask); at + 4 <= length; at += 4)
                if (!(Difference<Lanes32>(ref device, ref shadow, at) & seenOne).IsZero)
                    return true;
            for (; at < length; at++, mask >>= 8)
                if (((Unsafe.Add(ref device, at) ^ Unsafe.Add(ref shadow, at)) & mask & 0xFF) != 0)
                    return true;
            return false;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static TLanes Difference<TLanes>(ref byte device, ref byte shadow, nuint at) where TLanes : struct, ILanes<TLanes> =>
            TLanes.Load(ref device, at) ^ TLanes.Load(ref shadow, at);
    }
}
