using System.Buffers;
using System.IO.Compression;
using System.Numerics;
using Scanout.Codecs.Deflate;

namespace Scanout.Codecs.Rfb;

/// <summary>
/// Tight without loss (rfbproto, «Tight Encoding»): one colour as fill, two as a bitmap, few as a palette, smooth ones through the gradient
/// filter, the rest as they are; each kind with its own zlib stream, so that like follows like. Owned by one session.
/// </summary>
public sealed class TightEncoder(CompressionLevel level = CompressionLevel.Fastest) : IDisposable
{
    /// <summary>The widest rectangle that the encoding has.</summary>
    public const int MaxWidth = 2048;

    /// <summary>Data that is shorter is sent as it is.</summary>
    const int MinCompressedBytes = 12;

    const byte Fill = 0x80;
    const byte ExplicitFilter = 0x40;
    const byte PaletteFilter = 1;
    const byte GradientFilter = 2;

    /// <summary>A rectangle whose gradient predicts its channels to that much on average is smooth.</summary>
    const int SmoothDifference = 5;

    readonly ZlibRun[] streams = [new(level), new(level), new(level), new(level)];
    readonly TilePalette palette = new();
    byte[] plain = new byte[64 * 1024];

    /// <summary>The four streams, by what they carry.</summary>
    enum Carries
    {
        Copy,
        Bitmap,
        Indices,
        Gradient,
    }

    /// <summary>Writes the rectangle's data.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="bgrx">The rectangle's pixels, row by row without gaps.</param>
    /// <param name="width">At most <see cref="MaxWidth"/>.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="pixels">The client's format.</param>
    public void Encode(IBufferWriter<byte> output, ReadOnlySpan<uint> bgrx, int width, int height, ClientPixels pixels)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxWidth);
        Reserve(bgrx.Length * 4);
        // A palette that takes more room than its indices save is none.
        if (palette.TryFill(bgrx, Math.Clamp(bgrx.Length / 4, 2, TilePalette.MaxColours)))
        {
            if (palette.Count == 1)
                WriteFill(output, pixels);
            else if (palette.Count == 2)
                WriteBitmap(output, bgrx, width, height, pixels);
            else
                WriteIndices(output, bgrx, pixels);
        }
        else if (pixels.IsTight888 && IsSmooth(bgrx, width, height))
            WriteGradient(output, bgrx, width, height);
        else
            WriteCopy(output, bgrx, pixels);
    }

    void WriteFill(IBufferWriter<byte> output, ClientPixels pixels)
    {
        var bytes = output.GetSpan(1 + pixels.TightBytes);
        bytes[0] = Fill;
        pixels.WriteTight(palette.Colours, bytes.Slice(1, pixels.TightBytes));
        output.Advance(1 + pixels.TightBytes);
    }

    void WriteBitmap(IBufferWriter<byte> output, ReadOnlySpan<uint> bgrx, int width, int height, ClientPixels pixels)
    {
        WritePalette(output, Carries.Bitmap, pixels);
        var strideBytes = (width + 7) / 8;
        var second = palette.Colours[1];
        var bits = plain.AsSpan(0, strideBytes * height);
        bits.Clear();
        for (var y = 0; y < height; y++)
        {
            var row = bgrx.Slice(y * width, width);
            for (var x = 0; x < width; x++)
                if ((row[x] & 0xFFFFFF) == second)
                    bits[y * strideBytes + x / 8] |= (byte)(0x80 >> x % 8);
        }
        WriteData(output, Carries.Bitmap, bits);
    }

    void WriteIndices(IBufferWriter<byte> output, ReadOnlySpan<uint> bgrx, ClientPixels pixels)
    {
        WritePalette(output, Carries.Indices, pixels);
        var (last, index) = (~bgrx[0], 0);
        for (var i = 0; i < bgrx.Length; i++)
        {
            if (bgrx[i] != last)
                (last, index) = (bgrx[i], palette.IndexOf(bgrx[i]));
            plain[i] = (byte)index;
        }
        WriteData(output, Carries.Indices, plain.AsSpan(0, bgrx.Length));
    }

    void WriteGradient(IBufferWriter<byte> output, ReadOnlySpan<uint> bgrx, int width, int height)
    {
        output.Write<byte>([(byte)((int)Carries.Gradient << 4 | ExplicitFilter), GradientFilter]);
        var at = 0;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var here = y * width + x;
                var left = x > 0 ? bgrx[here - 1] : 0;
                var above = y > 0 ? bgrx[here - width] : 0;
                var corner = x > 0 && y > 0 ? bgrx[here - width - 1] : 0;
                for (var shift = 16; shift >= 0; shift -= 8)
                    plain[at++] = (byte)((bgrx[here] >> shift) - (uint)Predict(left, above, corner, shift));
            }
        WriteData(output, Carries.Gradient, plain.AsSpan(0, at));
    }

    void WriteCopy(IBufferWriter<byte> output, ReadOnlySpan<uint> bgrx, ClientPixels pixels)
    {
        output.Write<byte>([(int)Carries.Copy << 4]);
        var data = plain.AsSpan(0, bgrx.Length * pixels.TightBytes);
        pixels.WriteTight(bgrx, data);
        WriteData(output, Carries.Copy, data);
    }

    void WritePalette(IBufferWriter<byte> output, Carries stream, ClientPixels pixels)
    {
        output.Write<byte>([(byte)((int)stream << 4 | ExplicitFilter), PaletteFilter, (byte)(palette.Count - 1)]);
        var bytes = palette.Count * pixels.TightBytes;
        pixels.WriteTight(palette.Colours, output.GetSpan(bytes)[..bytes]);
        output.Advance(bytes);
    }

    void WriteData(IBufferWriter<byte> output, Carries stream, ReadOnlySpan<byte> data)
    {
        if (data.Length < MinCompressedBytes)
        {
            output.Write(data);
            return;
        }
        var compressed = streams[(int)stream].Compress(data);
        WriteLength(output, compressed.Length);
        output.Write(compressed);
    }

    /// <summary>Seven bits, seven bits, eight bits; the first two say whether more follow.</summary>
    static void WriteLength(IBufferWriter<byte> output, int length)
    {
        if (length < 1 << 7)
            output.Write<byte>([(byte)length]);
        else if (length < 1 << 14)
            output.Write<byte>([(byte)(length & 0x7F | 0x80), (byte)(length >> 7)]);
        else
            output.Write<byte>([(byte)(length & 0x7F | 0x80), (byte)(length >> 7 & 0x7F | 0x80), (byte)(length >> 14)]);
    }

    static bool IsSmooth(ReadOnlySpan<uint> bgrx, int width, int height)
    {
        var (sum, count) = (0, 0);
        for (var y = 1; y < height; y += 7)
            for (var x = 1; x < width; x += 3, count += 3)
            {
                var here = y * width + x;
                for (var shift = 16; shift >= 0; shift -= 8)
                    sum += Math.Abs(
                        (byte)(bgrx[here] >> shift) - Predict(bgrx[here - 1], bgrx[here - width], bgrx[here - width - 1], shift));
            }
        return count > 0 && sum < count * SmoothDifference;
    }

    static int Predict(uint left, uint above, uint corner, int shift) =>
        Math.Clamp((byte)(left >> shift) + (byte)(above >> shift) - (byte)(corner >> shift), 0, 255);

    void Reserve(int bytes)
    {
        if (plain.Length < bytes)
            plain = new byte[BitOperations.RoundUpToPowerOf2((uint)bytes)];
    }

    public void Dispose()
    {
        foreach (var stream in streams)
            stream.Dispose();
    }
}
