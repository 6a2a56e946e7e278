namespace Scanout.Codecs.Rfb;

/// <summary>
/// The parts of a run-length encoded tile that TRLE and ZRLE share (RFC 6143, sections 7.7.5 and 7.7.6): packed indices, plain runs, runs of a
/// palette. What is written is what follows the tile's first byte and its palette.
/// </summary>
static class RunLengthTile
{
    public const int MaxPackedColours = 16;
    public const int MaxRunColours = 127;

    /// <summary>The first byte of plain runs; with a palette's size added, that of runs of a palette.</summary>
    public const byte PlainRuns = 128;

    static readonly byte[] OwnIndices = [.. Enumerable.Range(0, BlockScan.MaxColours).Select(index => (byte)index)];

    /// <summary>Where a block's own palette is used: each index is written as it is.</summary>
    public static ReadOnlySpan<byte> Identity => OwnIndices;

    /// <summary>1, 2 or 4 bits for an index.</summary>
    public static int PackedBits(int colours) => colours <= 2 ? 1 : colours <= 4 ? 2 : 4;

    /// <summary>What packed indices take: each row begins with a byte.</summary>
    public static int PackedBytes(BlockScan block, int colours) => block.Height * ((block.Width * PackedBits(colours) + 7) / 8);

    /// <summary>The bytes of the runs' lengths, and how many runs are of one pixel.</summary>
    public static (int LengthBytes, int Singles) Measure(ReadOnlySpan<ushort> starts)
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

    /// <summary>A palette: CPIXELs.</summary>
    public static int WriteColours(BlockScan block, ClientPixels pixels, Span<byte> destination)
    {
        var bytes = block.ColourCount * pixels.CompactBytes;
        pixels.WriteCompact(block.Colours, destination[..bytes]);
        return bytes;
    }

    /// <summary>The pixels as they are: CPIXELs.</summary>
    public static int WriteRaw(BlockScan block, ClientPixels pixels, Span<byte> destination)
    {
        var bytes = block.Count * pixels.CompactBytes;
        pixels.WriteCompact(block.Pixels, destination[..bytes]);
        return bytes;
    }

    /// <summary>Each pixel's index.</summary>
    /// <param name="block">Of which the pixels are.</param>
    /// <param name="bits">Of an index: as <see cref="PackedBits"/> says of the palette's size.</param>
    /// <param name="indexOf">The index to write for each of the block's own.</param>
    /// <param name="destination">Where to.</param>
    public static int WritePacked(BlockScan block, int bits, ReadOnlySpan<byte> indexOf, Span<byte> destination)
    {
        if (bits == 1 && indexOf == Identity)
        {
            var bytes = PackedBytes(block, 2);
            block.WriteBitmap(destination[..bytes]);
            return bytes;
        }
        Span<byte> indices = stackalloc byte[BlockScan.MaxPixels];
        indices = indices[..block.Count];
        block.WriteIndices(indices);
        if (indexOf != Identity)
            foreach (ref var index in indices)
                index = indexOf[index];
        var length = 0;
        for (var y = 0; y < block.Height; y++)
            length += Pack(indices.Slice(y * block.Width, block.Width), bits, destination[length..]);
        return length;
    }

    /// <summary>A row's indices, the leftmost in the highest bits.</summary>
    static int Pack(ReadOnlySpan<byte> indices, int bits, Span<byte> packed)
    {
        var length = 0;
        for (; bits == 4 && indices.Length >= 2; indices = indices[2..])
            packed[length++] = (byte)(indices[0] << 4 | indices[1]);
        for (; bits == 2 && indices.Length >= 4; indices = indices[4..])
            packed[length++] = (byte)(indices[0] << 6 | indices[1] << 4 | indices[2] << 2 | indices[3]);
        while (!indices.IsEmpty)
        {
            var here = indices[..Math.Min(8 / bits, indices.Length)];
            var gathered = 0;
            for (var i = 0; i < here.Length; i++)
                gathered |= here[i] << (8 - bits * (i + 1));
            packed[length++] = (byte)gathered;
            indices = indices[here.Length..];
        }
        return length;
    }

    public static int WritePlainRuns(BlockScan block, ClientPixels pixels, Span<byte> destination)
    {
        var length = 0;
        var starts = block.RunStarts;
        var source = block.Pixels;
        for (var run = 0; run < block.RunCount; run++)
        {
            pixels.WriteCompact(source.Slice(starts[run], 1), destination.Slice(length, pixels.CompactBytes));
            length += pixels.CompactBytes;
            length += WriteLength(starts[run + 1] - starts[run], destination[length..]);
        }
        return length;
    }

    /// <summary>Runs by their colours' indices.</summary>
    /// <param name="block">Whose runs have been found.</param>
    /// <param name="indexOf">The index to write for each of the block's own.</param>
    /// <param name="destination">Where to.</param>
    public static int WritePaletteRuns(BlockScan block, ReadOnlySpan<byte> indexOf, Span<byte> destination)
    {
        var length = 0;
        var starts = block.RunStarts;
        var colours = block.RunColours;
        for (var run = 0; run < colours.Length; run++)
        {
            var pixels = starts[run + 1] - starts[run];
            destination[length++] = (byte)(indexOf[colours[run]] | (pixels > 1 ? 0x80 : 0));
            if (pixels > 1)
                length += WriteLength(pixels, destination[length..]);
        }
        return length;
    }

    static int WriteLength(int run, Span<byte> destination)
    {
        var length = 0;
        for (run--; run >= 255; run -= 255)
            destination[length++] = 255;
        destination[length++] = (byte)run;
        return length;
    }
}
