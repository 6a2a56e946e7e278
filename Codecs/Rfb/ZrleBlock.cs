namespace Scanout.Codecs.Rfb;

/// <summary>
/// One tile of ZRLE before it is deflated (RFC 6143, section 7.7.6): the shortest of its forms. Sixty-four pixels wide and high, but for those at
/// the edges of a rectangle.
/// </summary>
static class ZrleBlock
{
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
            return 1 + RunLengthTile.WriteColours(block, pixels, plain[1..]);
        }
        var raw = block.Count * pixelBytes;
        var packed = colours > RunLengthTile.MaxPackedColours
            ? int.MaxValue : colours * pixelBytes + RunLengthTile.PackedBytes(block, colours);
        // A run takes a byte for its length at least, or for its colour.
        var runs = Math.Min(
            block.RunCount * (pixelBytes + 1),
            colours > RunLengthTile.MaxRunColours ? int.MaxValue : colours * pixelBytes + block.RunCount);
        if (packed <= runs && packed < raw)
            return WritePacked(block, pixels, plain);
        if (runs >= raw)
            return WriteRaw(block, pixels, plain);
        block.FindRuns();
        var (lengthBytes, singles) = RunLengthTile.Measure(block.RunStarts);
        var plainRuns = block.RunCount * pixelBytes + lengthBytes;
        var paletteRuns = colours > RunLengthTile.MaxRunColours
            ? int.MaxValue : colours * pixelBytes + block.RunCount + lengthBytes - singles;
        if (Math.Min(plainRuns, paletteRuns) >= Math.Min(raw, packed))
            return packed < raw ? WritePacked(block, pixels, plain) : WriteRaw(block, pixels, plain);
        return plainRuns < paletteRuns ? WritePlainRuns(block, pixels, plain) : WritePaletteRuns(block, pixels, plain);
    }

    static int WriteRaw(BlockScan block, ClientPixels pixels, Span<byte> plain)
    {
        plain[0] = 0;
        return 1 + RunLengthTile.WriteRaw(block, pixels, plain[1..]);
    }

    static int WritePacked(BlockScan block, ClientPixels pixels, Span<byte> plain)
    {
        plain[0] = (byte)block.ColourCount;
        var length = 1 + RunLengthTile.WriteColours(block, pixels, plain[1..]);
        return length + RunLengthTile.WritePacked(
            block, RunLengthTile.PackedBits(block.ColourCount), RunLengthTile.Identity, plain[length..]);
    }

    static int WritePlainRuns(BlockScan block, ClientPixels pixels, Span<byte> plain)
    {
        plain[0] = RunLengthTile.PlainRuns;
        return 1 + RunLengthTile.WritePlainRuns(block, pixels, plain[1..]);
    }

    static int WritePaletteRuns(BlockScan block, ClientPixels pixels, Span<byte> plain)
    {
        plain[0] = (byte)(RunLengthTile.PlainRuns + block.ColourCount);
        var length = 1 + RunLengthTile.WriteColours(block, pixels, plain[1..]);
        return length + RunLengthTile.WritePaletteRuns(block, RunLengthTile.Identity, plain[length..]);
    }
}
