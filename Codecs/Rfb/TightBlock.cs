namespace Scanout.Codecs.Rfb;

/// <summary>
/// A block of Tight without loss before it is deflated (rfbproto, «Tight Encoding»): one colour as fill, two as a bitmap, few as a palette, smooth ones
/// through the gradient filter, the rest as they are; each kind with its own zlib stream.
/// </summary>
static class TightBlock
{
    public const byte Fill = 0x80;
    public const byte Jpeg = 0x90;
    const byte ExplicitFilter = 0x40;
    const byte PaletteFilter = 1;
    const byte GradientFilter = 2;

    /// <summary>A block whose gradient predicts its channels to that much on average is smooth.</summary>
    const int SmoothDifference = 5;

    /// <summary>No header is longer: control, filter, a palette of four bytes a colour.</summary>
    public const int MaxHeaderBytes = 3 + BlockScan.MaxColours * 4;

    /// <summary>No data is longer.</summary>
    public const int MaxBytes = BlockScan.MaxPixels * 4;

    /// <summary>The four streams, by what they carry.</summary>
    enum Carries
    {
        Copy,
        Bitmap,
        Indices,
        Gradient,
    }

    /// <summary>Writes the header, which goes as it is, and the data, which is deflated where that saves anything.</summary>
    /// <returns>Their lengths, and which stream the data belong to.</returns>
    public static (int HeaderBytes, int DataBytes, int Stream) Write(
        BlockScan block, ClientPixels pixels, Span<byte> header, Span<byte> data)
    {
        // A palette that takes more room than its indices save is none.
        var mayHavePalette = block.ColourCount <= Math.Clamp(block.Count / 4, 2, BlockScan.MaxColours);
        if (mayHavePalette && block.ColourCount == 1)
        {
            header[0] = Fill;
            pixels.WriteTight(block.Colours, header.Slice(1, pixels.TightBytes));
            return (1 + pixels.TightBytes, 0, 0);
        }
        if (mayHavePalette && block.ColourCount == 2)
        {
            var bytes = (block.Width + 7) / 8 * block.Height;
            block.WriteBitmap(data[..bytes]);
            return (WritePalette(Carries.Bitmap, block, pixels, header), bytes, (int)Carries.Bitmap);
        }
        if (mayHavePalette)
        {
            block.WriteIndices(data);
            return (WritePalette(Carries.Indices, block, pixels, header), block.Count, (int)Carries.Indices);
        }
        if (pixels.IsTight888 && IsSmooth(block.Pixels, block.Width, block.Height))
        {
            (header[0], header[1]) = ((int)Carries.Gradient << 4 | ExplicitFilter, GradientFilter);
            return (2, WriteGradient(block, data), (int)Carries.Gradient);
        }
        header[0] = (int)Carries.Copy << 4;
        var copied = block.Count * pixels.TightBytes;
        pixels.WriteTight(block.Pixels, data[..copied]);
        return (1, copied, (int)Carries.Copy);
    }

    /// <summary>Writes a length as seven bits, seven bits, eight bits; the first two say whether more follow. Says of how many bytes.</summary>
    public static int CompactLength(int length, Span<byte> bytes)
    {
        bytes[0] = (byte)(length & 0x7F);
        if (length < 1 << 7)
            return 1;
        bytes[0] |= 0x80;
        bytes[1] = (byte)(length >> 7 & 0x7F);
        if (length < 1 << 14)
            return 2;
        bytes[1] |= 0x80;
        bytes[2] = (byte)(length >> 14);
        return 3;
    }

    static int WritePalette(Carries stream, BlockScan block, ClientPixels pixels, Span<byte> header)
    {
        (header[0], header[1], header[2]) = ((byte)((int)stream << 4 | ExplicitFilter), PaletteFilter, (byte)(block.ColourCount - 1));
        var bytes = block.ColourCount * pixels.TightBytes;
        pixels.WriteTight(block.Colours, header.Slice(3, bytes));
        return 3 + bytes;
    }

    static int WriteGradient(BlockScan block, Span<byte> data)
    {
        var bgrx = block.Pixels;
        var (width, at) = (block.Width, 0);
        for (var y = 0; y < block.Height; y++)
            for (var x = 0; x < width; x++)
            {
                var here = y * width + x;
                var left = x > 0 ? bgrx[here - 1] : 0;
                var above = y > 0 ? bgrx[here - width] : 0;
                var corner = x > 0 && y > 0 ? bgrx[here - width - 1] : 0;
                for (var shift = 16; shift >= 0; shift -= 8)
                    data[at++] = (byte)((bgrx[here] >> shift) - (uint)Predict(left, above, corner, shift));
            }
        return at;
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
}
