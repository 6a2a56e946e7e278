using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scanout.Codecs.Scaling;

/// <summary>Makes pictures smaller: each new pixel is the mean of those that it stands for.</summary>
public static class AreaScaler
{
    /// <summary>So many pixels' sums have room in 16 bits, and are divided by a multiplication.</summary>
    const int FewPixels = 256;

    /// <summary>Two channels of a pixel, with room for their sums between them.</summary>
    const uint TwoChannels = 0x00FF00FF;

    const uint Opaque = 0xFF000000;

    /// <summary>Neither side may grow.</summary>
    /// <param name="bgrx">The picture's pixels.</param>
    /// <param name="widthPixels">Of the picture.</param>
    /// <param name="heightPixels">Of the picture.</param>
    /// <param name="strideBytes">From one row to the next.</param>
    /// <param name="destination">The smaller picture's pixels, row by row; the fourth byte is 0xFF.</param>
    /// <param name="newWidth">1 to the picture's width.</param>
    /// <param name="newHeight">1 to the picture's height.</param>
    /// <param name="newStrideBytes">From one row of the smaller picture to the next; 0 where there are no gaps.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Shrink(
        ReadOnlySpan<byte> bgrx, int widthPixels, int heightPixels, int strideBytes, Span<byte> destination, int newWidth, int newHeight,
        int newStrideBytes = 0)
    {
        newStrideBytes = newStrideBytes == 0 ? newWidth * 4 : newStrideBytes;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(newWidth, widthPixels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(newHeight, heightPixels);
        // Which of the old pixels a new one stands for: every old one belongs to one new one. Most stand for so many columns, some for one more.
        var (columns, rest) = (widthPixels / newWidth, widthPixels % newWidth);
        for (var (y, top) = (0, 0); y < newHeight; y++)
        {
            var bottom = (int)((y + 1L) * heightPixels / newHeight);
            var rows = bottom - top;
            var means = MemoryMarshal.Cast<byte, uint>(destination.Slice(y * newStrideBytes, newWidth * 4));
            var (reciprocal, reciprocalOfMore) = (Reciprocal(rows * columns), Reciprocal(rows * (columns + 1)));
            for (var (x, left, over) = (0, 0, 0); x < newWidth; x++)
            {
                var right = left + columns;
                if ((over += rest) >= newWidth)
                    (over, right) = (over - newWidth, right + 1);
                var count = rows * (right - left);
                means[x] = count <= FewPixels
                    ? MeanOfFew(bgrx, strideBytes, left, top, right, bottom, (uint)count, right - left == columns ? reciprocal : reciprocalOfMore)
                    : Mean(bgrx, strideBytes, left, top, right, bottom, count);
                left = right;
            }
            top = bottom;
        }
    }

    /// <summary>By which a sum, and half the divisor, is multiplied in place of being divided: 32 bits of it are after the point. Exact for few pixels.</summary>
    static uint Reciprocal(int divisor) => divisor <= 1 ? uint.MaxValue : (uint)((1UL << 32) / (uint)divisor + 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint MeanOfFew(ReadOnlySpan<byte> bgrx, int strideBytes, int left, int top, int right, int bottom, uint count, uint reciprocal)
    {
        var (blueAndRed, green) = (0u, 0u);
        for (var y = top; y < bottom; y++)
            foreach (var pixel in MemoryMarshal.Cast<byte, uint>(bgrx.Slice(y * strideBytes + left * 4, (right - left) * 4)))
                (blueAndRed, green) = (blueAndRed + (pixel & TwoChannels), green + (pixel >> 8 & 0xFF));
        if (count == 1)
            return blueAndRed | green << 8 | Opaque;
        return Divide(blueAndRed & 0xFFFF) | Divide(green) << 8 | Divide(blueAndRed >> 16) << 16 | Opaque;

        uint Divide(uint sum) => (uint)((ulong)(sum + count / 2) * reciprocal >> 32);
    }

    static uint Mean(ReadOnlySpan<byte> bgrx, int strideBytes, int left, int top, int right, int bottom, int count)
    {
        var (blue, green, red) = (0L, 0L, 0L);
        for (var y = top; y < bottom; y++)
            foreach (var pixel in MemoryMarshal.Cast<byte, uint>(bgrx.Slice(y * strideBytes + left * 4, (right - left) * 4)))
                (blue, green, red) = (blue + (byte)pixel, green + (byte)(pixel >> 8), red + (byte)(pixel >> 16));
        return Divide(blue) | Divide(green) << 8 | Divide(red) << 16 | Opaque;

        uint Divide(long sum) => (uint)((sum + count / 2) / count);
    }
}
