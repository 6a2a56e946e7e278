using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Scanout.Codecs.Pixels;

/// <summary>
/// Parts of a tiled plane as linear rows. Memory controllers of older Intel machines also mix higher address bits into bit 6; what is read
/// through a vGPU's mapping is what the guest's display engine shows, so no swizzle is undone here.
/// </summary>
public static class Detiling
{
    /// <summary>Bytes of an X or Y tile.</summary>
    public const int TileBytes = 4096;

    /// <summary>A Y tile's columns are this wide; so wide are also the steps in which its rows are taken out.</summary>
    public const int ColumnBytes = 16;

    /// <summary>
    /// Copies <paramref name="byteCount"/> bytes of each row, from byte <paramref name="firstByte"/> of the row on, to rows of
    /// <paramref name="linearStride"/>. Of Y tiles, <paramref name="firstByte"/> is a multiple of <see cref="ColumnBytes"/>, and the last
    /// column is copied whole, so that a linear row needs room for it.
    /// </summary>
    /// <param name="layout">A tiled layout.</param>
    /// <param name="band">Memory from the beginning of a row of tiles on.</param>
    /// <param name="rows">Rows from the band's first one on.</param>
    /// <param name="firstByte">Where in a row to begin, in bytes.</param>
    /// <param name="byteCount">How much of a row to take; it ends within the stride.</param>
    /// <param name="linear">Where the rows go to.</param>
    /// <param name="linearStride">Bytes from one row there to the next.</param>
    public static void ToLinear(
        in PlaneLayout layout, ReadOnlySpan<byte> band, int rows, int firstByte, int byteCount, Span<byte> linear, int linearStride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstByte);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)firstByte + byteCount, layout.StrideBytes, nameof(byteCount));
        if (rows <= 0 || byteCount <= 0)
            return;
        switch (layout.Tiling)
        {
            case Tiling.IntelX:
                FromX(layout.StrideBytes, band, rows, firstByte, byteCount, linear, linearStride);
                break;
            case Tiling.IntelY:
                FromY(layout.StrideBytes, band, rows, firstByte, byteCount, linear, linearStride);
                break;
            default:
                throw new ArgumentException("the plane is linear", nameof(layout));
        }
    }

    static void FromX(
        int strideBytes, ReadOnlySpan<byte> band, int rows, int firstByte, int byteCount, Span<byte> linear, int linearStride)
    {
        for (var row = 0; row < rows; row++)
        {
            var line = (long)(row / 8) * strideBytes * 8 + row % 8 * 512;
            var to = linear.Slice(row * linearStride, byteCount);
            for (var x = firstByte; !to.IsEmpty;)
            {
                var count = Math.Min(to.Length, 512 - x % 512);
                band.Slice((int)(line + x / 512 * TileBytes + x % 512), count).CopyTo(to);
                to = to[count..];
                x += count;
            }
        }
    }

    static void FromY(
        int strideBytes, ReadOnlySpan<byte> band, int rows, int firstByte, int byteCount, Span<byte> linear, int linearStride)
    {
        if (firstByte % ColumnBytes != 0)
            throw new ArgumentException($"byte {firstByte} of a row begins no column of {ColumnBytes} bytes", nameof(firstByte));
        var columns = (byteCount + ColumnBytes - 1) / ColumnBytes;
        if (columns * ColumnBytes > linearStride && rows > 1 || (long)linearStride * (rows - 1) + columns * ColumnBytes > linear.Length)
            throw new ArgumentException("the linear rows have no room for whole columns", nameof(linear));

        for (var top = 0; top < rows; top += 32)
        {
            var deep = Math.Min(32, rows - top);
            for (var column = 0; column < columns; column++)
            {
                var x = firstByte + column * ColumnBytes;
                var memory = band.Slice(
                    top * strideBytes + x / 128 * TileBytes + x % 128 / ColumnBytes * 512, deep * ColumnBytes);
                ref var from = ref MemoryMarshal.GetReference(memory);
                ref var to = ref Unsafe.Add(ref MemoryMarshal.GetReference(linear), top * linearStride + column * ColumnBytes);
                for (var row = 0; row < deep; row++)
                    Vector128.LoadUnsafe(ref from, (nuint)(row * ColumnBytes)).StoreUnsafe(ref to, (nuint)(row * linearStride));
            }
        }
    }
}
