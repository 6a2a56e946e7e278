using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Scanout.Codecs.Pixels;

/// <summary>
/// Rows of any <see cref="PixelFormat"/> to 32-bit pixels of blue, green, red and a fourth byte, in this order in memory. Channels of fewer
/// than eight bits are widened by repeating their high bits below themselves, so that full stays full; those of ten lose their low two.
/// </summary>
/// <remarks>Source and destination must not overlap.</remarks>
public static class PixelConversion
{
    /// <summary>One row; the fourth byte is always 0xFF. The destination's length says how many pixels.</summary>
    public static void ToBgrx(PixelFormat format, ReadOnlySpan<byte> source, Span<byte> destination) =>
        ToBgrx(format, source, 0, destination, 0, destination.Length / 4, 1);

    /// <summary>
    /// A block of rows; the fourth byte is always 0xFF. The source may go on after the block's last pixel: what lies there can be read,
    /// but counts for nothing. Of the destination, only the block's pixels are written.
    /// </summary>
    public static void ToBgrx(
        PixelFormat format, ReadOnlySpan<byte> source, int sourceStride, Span<byte> destination, int destinationStride,
        int widthPixels, int rows)
    {
        var block = new Block(sourceStride, destinationStride, widthPixels, rows);
        if (format == PixelFormat.Xr24 || format == PixelFormat.Ar24) Convert<FromXr24>(source, destination, block);
        else if (format == PixelFormat.Xb24 || format == PixelFormat.Ab24) Convert<FromXb24>(source, destination, block);
        else if (format == PixelFormat.Rx24) Convert<FromRx24>(source, destination, block);
        else if (format == PixelFormat.Bx24) Convert<FromBx24>(source, destination, block);
        else if (format == PixelFormat.Rg16) Convert<FromRg16>(source, destination, block);
        else if (format == PixelFormat.Bg16) Convert<FromBg16>(source, destination, block);
        else if (format == PixelFormat.Xr15) Convert<FromXr15>(source, destination, block);
        else if (format == PixelFormat.Rg24) Convert<FromRg24>(source, destination, block);
        else if (format == PixelFormat.Bg24) Convert<FromBg24>(source, destination, block);
        else if (format == PixelFormat.Xr30) Convert<FromXr30>(source, destination, block);
        else if (format == PixelFormat.Xb30) Convert<FromXb30>(source, destination, block);
        else throw new ArgumentException($"there is no conversion of {format}", nameof(format));
    }

    /// <summary>One row of a cursor: the fourth byte is the source's alpha where the format has one, and 0xFF where not.</summary>
    public static void ToBgra(PixelFormat format, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var block = new Block(0, 0, destination.Length / 4, 1);
        if (format == PixelFormat.Ar24) Convert<FromAr24KeepingAlpha>(source, destination, block);
        else if (format == PixelFormat.Ab24) Convert<FromAb24KeepingAlpha>(source, destination, block);
        else ToBgrx(format, source, destination);
    }

    static void Convert<TOperator>(ReadOnlySpan<byte> source, Span<byte> destination, Block block) where TOperator : struct, IPixelOperator
    {
        if (block.WidthPixels <= 0 || block.Rows <= 0)
            return;
        ArgumentOutOfRangeException.ThrowIfNegative(block.SourceStride, nameof(source));
        ArgumentOutOfRangeException.ThrowIfNegative(block.DestinationStride, nameof(destination));
        Need(source.Length, block.SourceStride, TOperator.SourceBytes, block, nameof(source));
        Need(destination.Length, block.DestinationStride, 4, block, nameof(destination));

        for (var row = 0; row < block.Rows; row++)
            Row<TOperator>(source[(row * block.SourceStride)..], destination[(row * block.DestinationStride)..], (nuint)block.WidthPixels);
    }

    static void Need(int length, int stride, int pixelBytes, in Block block, string what)
    {
        if ((long)stride * (block.Rows - 1) + (long)pixelBytes * block.WidthPixels > length)
            throw new ArgumentException($"{length} bytes hold no {block.WidthPixels} × {block.Rows} pixels of {pixelBytes} bytes", what);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Row<TOperator>(ReadOnlySpan<byte> source, Span<byte> destination, nuint pixels) where TOperator : struct, IPixelOperator
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination);
        var available = (nuint)source.Length;
        nuint done = 0;
        if (Vector512.IsHardwareAccelerated)
            done = Stretch<TOperator, Lanes512>(ref from, available, ref to, done, pixels);
        if (Vector256.IsHardwareAccelerated)
            done = Stretch<TOperator, Lanes256>(ref from, available, ref to, done, pixels);
        if (Vector128.IsHardwareAccelerated)
            done = Stretch<TOperator, Lanes128>(ref from, available, ref to, done, pixels);
        Stretch<TOperator, Lanes32>(ref from, available, ref to, done, pixels);
    }

    /// <summary>
    /// As many pixels as whole registers of this width can hold, from pixel <paramref name="at"/> on. Returns the first one left over.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static nuint Stretch<TOperator, TLanes>(ref byte source, nuint available, ref byte destination, nuint at, nuint pixels)
        where TOperator : struct, IPixelOperator
        where TLanes : struct, ILanes<TLanes>
    {
        var step = (nuint)TLanes.Bytes / 4;
        for (; at + step <= pixels; at += step)
        {
            var offset = at * (nuint)TOperator.SourceBytes;
            if (TOperator.SourceBytes == 3 && offset + (nuint)TLanes.TriplesReadBytes > available)
                break;
            var lanes = TOperator.SourceBytes switch
            {
                2 => TLanes.LoadPairs(ref source, offset),
                3 => TLanes.LoadTriples(ref source, offset),
                _ => TLanes.Load(ref source, offset),
            };
            TOperator.Convert(lanes).Store(ref destination, at * 4);
        }
        return at;
    }

    readonly record struct Block(int SourceStride, int DestinationStride, int WidthPixels, int Rows);
}
