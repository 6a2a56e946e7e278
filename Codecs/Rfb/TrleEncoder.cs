namespace Scanout.Codecs.Rfb;

/// <summary>
/// TRLE (RFC 6143, section 7.7.5): tiles of 16×16, each in the shortest of its forms, with the palette of the tile before where that
/// serves. Holds scratch: owned by one thread at a time.
/// </summary>
public sealed class TrleEncoder
{
    const int Side = 16;
    const int MaxPackedColours = 16;
    const int MaxRunColours = 127;
    const byte Solid = 1;
    const byte PackedAgain = 127;
    const byte PlainRuns = 128;
    const byte RunsAgain = 129;

    readonly uint[] tile = new uint[Side * Side];
    TilePalette palette = new();
    TilePalette last = new();

    /// <summary>
    /// The form of the tile before. Its palette serves only in the same form again, and only right after: on what a palette is after
    /// others clients differ.
    /// </summary>
    Form lastForm;

    enum Form
    {
        Raw,
        Solid,
        Packed,
        PackedAgain,
        PlainRuns,
        Runs,
        RunsAgain,
    }

    /// <summary>What a rectangle's data takes at most.</summary>
    public static int MaxBytes(int width, int height, int bytesPerPixel) =>
        checked((width + Side - 1) / Side * ((height + Side - 1) / Side) + width * height * bytesPerPixel);

    /// <summary>Writes what follows the rectangle's header, and returns its bytes.</summary>
    public int Encode(ReadOnlySpan<uint> bgrx, int strideWords, int width, int height, ClientPixels pixels, Span<byte> destination)
    {
        lastForm = Form.Raw;
        var at = 0;
        for (var y = 0; y < height; y += Side)
            for (var x = 0; x < width; x += Side)
            {
                var (tileWidth, tileHeight) = (Math.Min(Side, width - x), Math.Min(Side, height - y));
                for (var row = 0; row < tileHeight; row++)
                    bgrx.Slice((y + row) * strideWords + x, tileWidth).CopyTo(tile.AsSpan(row * tileWidth));
                var source = tile.AsSpan(0, tileWidth * tileHeight);
                foreach (ref var pixel in source)
                    pixel &= 0xFFFFFF;
                at += EncodeTile(source, tileWidth, pixels, destination[at..]);
            }
        return at;
    }

    int EncodeTile(ReadOnlySpan<uint> source, int width, ClientPixels pixels, Span<byte> destination)
    {
        var hasPalette = palette.TryFill(source, MaxRunColours);
        lastForm = Choose(source, width, pixels.CompactBytes, hasPalette);
        var used = lastForm is Form.PackedAgain or Form.RunsAgain ? last : palette;
        destination[0] = lastForm switch
        {
            Form.Raw => 0,
            Form.Solid => Solid,
            Form.Packed => (byte)used.Count,
            Form.PackedAgain => PackedAgain,
            Form.PlainRuns => PlainRuns,
            Form.Runs => (byte)(PlainRuns + used.Count),
            _ => RunsAgain,
        };
        var at = 1;
        if (lastForm is Form.Solid or Form.Packed or Form.Runs)
        {
            at += used.Count * pixels.CompactBytes;
            pixels.WriteCompact(used.Colours, destination[1..at]);
        }
        switch (lastForm)
        {
            case Form.Raw:
                at += source.Length * pixels.CompactBytes;
                pixels.WriteCompact(source, destination[1..at]);
                break;
            case Form.Packed or Form.PackedAgain:
                at += WritePacked(source, width, used, destination[at..]);
                break;
            case Form.PlainRuns:
                at += WritePlainRuns(source, pixels, destination[at..]);
                break;
            case Form.Runs or Form.RunsAgain:
                at += WriteRuns(source, used, destination[at..]);
                break;
        }
        if (lastForm is Form.Packed or Form.Runs)
            (palette, last) = (last, palette);
        return at;
    }

    Form Choose(ReadOnlySpan<uint> source, int width, int pixelBytes, bool hasPalette)
    {
        if (hasPalette && palette.Count == 1)
            return Form.Solid;
        var (form, best) = (Form.Raw, source.Length * pixelBytes);
        var height = source.Length / width;
        var (runs, lengthBytes, singles) = CountRuns(source);
        Consider(Form.PlainRuns, runs * pixelBytes + lengthBytes);
        if (!hasPalette)
            return form;
        Consider(Form.Runs, palette.Count * pixelBytes + runs + lengthBytes - singles);
        if (palette.Count <= MaxPackedColours)
            Consider(Form.Packed, palette.Count * pixelBytes + PackedBytes(palette.Count));
        if (lastForm is Form.Runs or Form.RunsAgain && IsWithinLast())
            Consider(Form.RunsAgain, runs + lengthBytes - singles);
        if (lastForm is Form.Packed or Form.PackedAgain && IsWithinLast())
            Consider(Form.PackedAgain, PackedBytes(last.Count));
        return form;

        int PackedBytes(int colours) => (width * PackedBits(colours) + 7) / 8 * height;

        void Consider(Form candidate, int bytes)
        {
            if (bytes < best)
                (form, best) = (candidate, bytes);
        }
    }

    bool IsWithinLast()
    {
        foreach (var colour in palette.Colours)
            if (!last.Colours.Contains(colour))
                return false;
        return true;
    }

    static int WritePacked(ReadOnlySpan<uint> source, int width, TilePalette palette, Span<byte> destination)
    {
        var bits = PackedBits(palette.Count);
        var at = 0;
        for (var start = 0; start < source.Length; start += width)
        {
            var (gathered, free) = (0, 8);
            foreach (var pixel in source.Slice(start, width))
            {
                free -= bits;
                gathered |= palette.IndexOf(pixel) << free;
                if (free > 0)
                    continue;
                destination[at++] = (byte)gathered;
                (gathered, free) = (0, 8);
            }
            if (free < 8)
                destination[at++] = (byte)gathered;
        }
        return at;
    }

    static int WritePlainRuns(ReadOnlySpan<uint> source, ClientPixels pixels, Span<byte> destination)
    {
        var at = 0;
        while (!source.IsEmpty)
        {
            var run = RunLength(source);
            pixels.WriteCompact(source[..1], destination.Slice(at, pixels.CompactBytes));
            at += pixels.CompactBytes;
            at += WriteLength(run, destination[at..]);
            source = source[run..];
        }
        return at;
    }

    static int WriteRuns(ReadOnlySpan<uint> source, TilePalette palette, Span<byte> destination)
    {
        var at = 0;
        while (!source.IsEmpty)
        {
            var run = RunLength(source);
            destination[at++] = (byte)(palette.IndexOf(source[0]) | (run > 1 ? 0x80 : 0));
            if (run > 1)
                at += WriteLength(run, destination[at..]);
            source = source[run..];
        }
        return at;
    }

    static int WriteLength(int run, Span<byte> destination)
    {
        var at = 0;
        for (run--; run >= 255; run -= 255)
            destination[at++] = 255;
        destination[at++] = (byte)run;
        return at;
    }

    /// <summary>Runs, the bytes of their lengths, and how many runs are of one pixel.</summary>
    static (int Runs, int LengthBytes, int Singles) CountRuns(ReadOnlySpan<uint> source)
    {
        var (runs, lengthBytes, singles) = (0, 0, 0);
        while (!source.IsEmpty)
        {
            var run = RunLength(source);
            runs++;
            lengthBytes += (run - 1) / 255 + 1;
            singles += run == 1 ? 1 : 0;
            source = source[run..];
        }
        return (runs, lengthBytes, singles);
    }

    static int RunLength(ReadOnlySpan<uint> source)
    {
        var end = source.IndexOfAnyExcept(source[0]);
        return end < 0 ? source.Length : end;
    }

    /// <summary>1, 2 or 4 bits for an index.</summary>
    static int PackedBits(int colours) => colours <= 2 ? 1 : colours <= 4 ? 2 : 4;
}
