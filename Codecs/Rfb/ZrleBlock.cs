namespace Scanout.Codecs.Rfb;

/// <summary>
/// One tile of ZRLE before it is deflated (RFC 6143, section 7.7.6): the shortest of its forms. Sixty-four pixels wide and high, but for those at
/// the edges of a rectangle.
/// </summary>
static class ZrleBlock
{
    const int MaxPackedColours = 16;
    const int MaxRunColours = 127;
    const byte PlainRuns = 128;

    /// <summary>No tile is longer.</summary>
    public const int MaxBytes = 1 + BlockScan.MaxPixels * 4;

    /// <summary>Writes the tile and returns its length.</summary>
    public static int Write(BlockScan block, ClientPixels pixels, Span<byte> plain)
    {
        var pixelBytes = pixels.CompactBytes;
        var colours = block.ColourCount;
        if (colours == 1)
        {
            plain[0] = 1;
            return 1 + WriteColours(block, pixels, plain[1..]);
        }
        var raw = block.Count * pixelBytes;
        var packed = colours > MaxPackedColours ? int.MaxValue
            : colours * pixelBytes + block.Height * ((block.Width * PackedBits(colours) + 7) / 8);
        // A run takes a byte for its length at least, or for its colour.
        var runs = Math.Min(
            block.RunCount * (pixelBytes + 1), colours > MaxRunColours ? int.MaxValue : colours * pixelBytes + block.RunCount);
        if (packed <= runs && packed < raw)
            return WritePacked(block, pixels, plain);
        if (runs >= raw)
            return WriteRaw(block, pixels, plain);
        block.FindRuns();
        var (lengthBytes, singles) = MeasureRuns(block.RunStarts);
        var plainRuns = block.RunCount * pixelBytes + lengthBytes;
        var paletteRuns = colours > MaxRunColours ? int.MaxValue : colours * pixelBytes + block.RunCount + lengthBytes - singles;
        if (Math.Min(plainRuns, paletteRuns) >= Math.Min(raw, packed))
            return packed < raw ? WritePacked(block, pixels, plain) : WriteRaw(block, pixels, plain);
        return plainRuns < paletteRuns ? WritePlainRuns(block, pixels, plain) : WritePaletteRuns(block, pixels, plain);
    }

    static int WriteRaw(BlockScan block, ClientPixels pixels, Span<byte> plain)
    {
        plain[0] = 0;
        var bytes = block.Count * pixels.CompactBytes;
        pixels.WriteCompact(block.Pixels, plain.Slice(1, bytes));
        return 1 + bytes;
    }

    static int WritePacked(BlockScan block, ClientPixels pixels, Span<byte> plain)
    {
        plain[0] = (byte)block.ColourCount;
        var length = 1 + WriteColours(block, pixels, plain[1..]);
        var bits = PackedBits(block.ColourCount);
        if (bits == 1)
        {
            var bytes = (block.Width + 7) / 8 * block.Height;
            block.WriteBitmap(plain.Slice(length, bytes));
            return length + bytes;
        }
        Span<byte> indices = stackalloc byte[BlockScan.MaxPixels];
        block.WriteIndices(indices);
        for (var y = 0; y < block.Height; y++)
            length += Pack(indices.Slice(y * block.Width, block.Width), bits, plain[length..]);
        return length;
    }

    /// <summary>A row's indices, the leftmost in the highest bits.</summary>
    static int Pack(ReadOnlySpan<byte> indices, int bits, Span<byte> packed)
    {
        var perByte = 8 / bits;
        var length = 0;
        for (; indices.Length >= perByte; indices = indices[perByte..])
            packed[length++] = bits == 4
                ? (byte)(indices[0] << 4 | indices[1])
                : (byte)(indices[0] << 6 | indices[1] << 4 | indices[2] << 2 | indices[3]);
        if (indices.IsEmpty)
            return length;
        var rest = 0;
        for (var i = 0; i < indices.Length; i++)
            rest |= indices[i] << (8 - bits * (i + 1));
        packed[length++] = (byte)rest;
        return length;
    }

    static int WritePlainRuns(BlockScan block, ClientPixels pixels, Span<byte> plain)
    {
        plain[0] = PlainRuns;
        var length = 1;
        var starts = block.RunStarts;
        var source = block.Pixels;
        for (var run = 0; run < block.RunCount; run++)
        {
            pixels.WriteCompact(source.Slice(starts[run], 1), plain.Slice(length, pixels.CompactBytes));
            length += pixels.CompactBytes;
            length += WriteLength(starts[run + 1] - starts[run], plain[length..]);
        }
        return length;
    }

    static int WritePaletteRuns(BlockScan block, ClientPixels pixels, Span<byte> plain)
    {
        plain[0] = (byte)(PlainRuns + block.ColourCount);
        var length = 1 + WriteColours(block, pixels, plain[1..]);
        var starts = block.RunStarts;
        var colours = block.RunColours;
        for (var run = 0; run < colours.Length; run++)
        {
            var pixelsOfRun = starts[run + 1] - starts[run];
            if (pixelsOfRun == 1)
            {
                plain[length++] = colours[run];
                continue;
            }
            plain[length++] = (byte)(colours[run] | 0x80);
            length += WriteLength(pixelsOfRun, plain[length..]);
        }
        return length;
    }

    static int WriteColours(BlockScan block, ClientPixels pixels, Span<byte> plain)
    {
        var bytes = block.ColourCount * pixels.CompactBytes;
        pixels.WriteCompact(block.Colours, plain[..bytes]);
        return bytes;
    }

    static int WriteLength(int run, Span<byte> plain)
    {
        var length = 0;
        for (run--; run >= 255; run -= 255)
            plain[length++] = 255;
        plain[length++] = (byte)run;
        return length;
    }

    /// <summary>The bytes of the runs' lengths, and how many runs are of one pixel.</summary>
    static (int LengthBytes, int Singles) MeasureRuns(ReadOnlySpan<ushort> starts)
    {
        var (lengthBytes, singles) = (0, 0);
        for (var run = 0; run + 1 < starts.Length; run++)
        {
            var pixels = starts[run + 1] - starts[run];
            lengthBytes += (pixels - 1) / 255 + 1;
            singles += pixels == 1 ? 1 : 0;
        }
        return (lengthBytes, singles);
    }

    /// <summary>1, 2 or 4 bits for an index.</summary>
    static int PackedBits(int colours) => colours <= 2 ? 1 : colours <= 4 ? 2 : 4;
}
