namespace Scanout.Codecs.Rfb;

/// <summary>
/// Hextile (RFC 6143, section 7.7.4): tiles of 16×16, each a background and rectangles upon it, or raw where that is no longer. Holds
/// scratch: owned by one thread at a time.
/// </summary>
public sealed class HextileEncoder
{
    const int Side = 16;
    const byte Raw = 1;
    const byte BackgroundSpecified = 2;
    const byte ForegroundSpecified = 4;
    const byte AnySubrects = 8;
    const byte SubrectsColoured = 16;

    readonly Subrectangles subrectangles = new();

    /// <summary>What a tile may leave out, since the tile before had it too; null where it may not.</summary>
    uint? lastBackground, lastForeground;

    /// <summary>What a rectangle's data takes at most.</summary>
    public static int MaxBytes(int width, int height, int bytesPerPixel) =>
        checked((width + Side - 1) / Side * ((height + Side - 1) / Side) + width * height * bytesPerPixel);

    /// <summary>Writes what follows the rectangle's header, and returns its bytes.</summary>
    public int Encode(ReadOnlySpan<uint> bgrx, int strideWords, int width, int height, ClientPixels pixels, Span<byte> destination)
    {
        (lastBackground, lastForeground) = (null, null);
        var at = 0;
        for (var y = 0; y < height; y += Side)
            for (var x = 0; x < width; x += Side)
                at += EncodeTile(bgrx[(y * strideWords + x)..], strideWords,
                    Math.Min(Side, width - x), Math.Min(Side, height - y), pixels, destination[at..]);
        return at;
    }

    int EncodeTile(ReadOnlySpan<uint> bgrx, int strideWords, int width, int height, ClientPixels pixels, Span<byte> destination)
    {
        subrectangles.Load(bgrx, strideWords, width, height);
        var (background, foreground) = Colours(subrectangles.Pixels, out var count);
        var pixelBytes = pixels.BytesPerPixel;
        var mask = (background == lastBackground ? 0 : BackgroundSpecified)
            | (count > 1 ? AnySubrects : 0) | (count > 2 ? SubrectsColoured : 0)
            | (count != 2 || foreground == lastForeground ? 0 : ForegroundSpecified);
        var rawBytes = 1 + width * height * pixelBytes;
        var at = 1 + ((mask & BackgroundSpecified) != 0 ? pixelBytes : 0)
            + ((mask & ForegroundSpecified) != 0 ? pixelBytes : 0) + (count > 1 ? 1 : 0);
        if (at > rawBytes)
            return WriteRaw(bgrx, strideWords, width, height, pixels, destination);
        destination[0] = (byte)mask;
        if ((mask & BackgroundSpecified) != 0)
            pixels.Write([background], destination.Slice(1, pixelBytes));
        if ((mask & ForegroundSpecified) != 0)
            pixels.Write([foreground], destination.Slice(at - 1 - pixelBytes, pixelBytes));
        var subrectangleBytes = count > 2 ? pixelBytes + 2 : 2;
        var written = 0;
        for (; subrectangles.TryTake(background, out var taken); written++)
        {
            if (at + subrectangleBytes > rawBytes || written == byte.MaxValue)
                return WriteRaw(bgrx, strideWords, width, height, pixels, destination);
            if (count > 2)
                pixels.Write([taken.Colour], destination.Slice(at, pixelBytes));
            at += subrectangleBytes;
            destination[at - 2] = (byte)(taken.X << 4 | taken.Y);
            destination[at - 1] = (byte)(taken.Width - 1 << 4 | taken.Height - 1);
        }
        if (count > 1)
            destination[at - written * subrectangleBytes - 1] = (byte)written;
        lastBackground = background;
        lastForeground = count switch
        {
            1 => lastForeground,
            2 => foreground,
            _ => null,
        };
        return at;
    }

    int WriteRaw(ReadOnlySpan<uint> bgrx, int strideWords, int width, int height, ClientPixels pixels, Span<byte> destination)
    {
        (lastBackground, lastForeground) = (null, null);
        destination[0] = Raw;
        var rowBytes = width * pixels.BytesPerPixel;
        for (var y = 0; y < height; y++)
            pixels.Write(bgrx.Slice(y * strideWords, width), destination.Slice(1 + y * rowBytes, rowBytes));
        return 1 + height * rowBytes;
    }

    /// <summary>The commonest colour and, of two, the other; the count is 1, 2 or 3 for more.</summary>
    static (uint Background, uint Foreground) Colours(ReadOnlySpan<uint> tile, out int count)
    {
        var first = tile[0];
        var at = tile.IndexOfAnyExcept(first);
        count = 1;
        if (at < 0)
            return (first, first);
        var second = tile[at];
        count = tile.IndexOfAnyExcept(first, second) < 0 ? 2 : 3;
        if (count > 2)
            return (FrequentColour.Of(tile), 0);
        return tile.Count(first) * 2 >= tile.Length ? (first, second) : (second, first);
    }
}
