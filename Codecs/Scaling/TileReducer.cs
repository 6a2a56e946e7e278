using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Scaling;

/// <summary>Makes a tile smaller by a power of two: each new pixel is the mean of a square of the old ones.</summary>
public static class TileReducer
{
    /// <summary>The greatest power: sums of 16 × 16 pixels' channels have room in 16 bits.</summary>
    public const int MaxShift = 4;

    /// <summary>Two channels of a pixel, with room for their sums between them.</summary>
    const uint TwoChannels = 0x00FF00FF;

    const uint Opaque = 0xFF000000;

    /// <param name="tile">A tile's pixels, BGRX.</param>
    /// <param name="shift">0 to <see cref="MaxShift"/>: squares of 1, 2, 4, 8 or 16 pixels a side.</param>
    /// <param name="columns">New pixels in a row, no more than the tile has.</param>
    /// <param name="rows">New rows, no more than the tile has.</param>
    /// <param name="destination">BGRX; the fourth byte is 0xFF.</param>
    /// <param name="strideBytes">From one new row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reduce(ReadOnlySpan<byte> tile, int shift, int columns, int rows, Span<byte> destination, int strideBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)shift, (uint)MaxShift, nameof(shift));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, TileGeometry.TileSidePixels >> shift);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, TileGeometry.TileSidePixels >> shift);
        var pixels = MemoryMarshal.Cast<byte, uint>(tile);
        var side = 1 << shift;
        var half = (1u << 2 * shift >> 1) * 0x00010001;
        Span<uint> blueAndRed = stackalloc uint[TileGeometry.TileSidePixels];
        Span<uint> green = stackalloc uint[TileGeometry.TileSidePixels];
        for (var row = 0; row < rows; row++)
        {
            blueAndRed.Clear();
            green.Clear();
            for (var line = row * side; line < (row + 1) * side; line++)
                Add(pixels.Slice(line * TileGeometry.TileSidePixels, TileGeometry.TileSidePixels), blueAndRed, green);
            var reduced = MemoryMarshal.Cast<byte, uint>(destination.Slice(row * strideBytes, columns * 4));
            for (var column = 0; column < reduced.Length; column++)
            {
                var (sumOfTwo, sumOfGreen) = (half, half);
                for (var x = column * side; x < (column + 1) * side; x++)
                    (sumOfTwo, sumOfGreen) = (sumOfTwo + blueAndRed[x], sumOfGreen + green[x]);
                reduced[column] = sumOfTwo >> 2 * shift & TwoChannels | (sumOfGreen >> 2 * shift & 0xFF) << 8 | Opaque;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Add(ReadOnlySpan<uint> line, Span<uint> blueAndRed, Span<uint> green)
    {
        var mask = new Vector<uint>(TwoChannels);
        for (var x = 0; x < line.Length; x += Vector<uint>.Count)
        {
            var pixels = new Vector<uint>(line[x..]);
            (new Vector<uint>(blueAndRed[x..]) + (pixels & mask)).CopyTo(blueAndRed[x..]);
            (new Vector<uint>(green[x..]) + (Vector.ShiftRightLogical(pixels, 8) & mask)).CopyTo(green[x..]);
        }
    }
}
