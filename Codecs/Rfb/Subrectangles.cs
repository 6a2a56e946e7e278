namespace Scanout.Codecs.Rfb;

/// <summary>
/// What lies upon a background, rectangle by rectangle, each of one colour, none over another: for RRE and Hextile. One encoder owns it
/// and loads it anew for each rectangle.
/// </summary>
sealed class Subrectangles
{
    uint[] pixels = new uint[64 * 64];
    int width, height, next;

    /// <summary>The pixels, their top bytes zero, row by row; what has been taken has the background's colour.</summary>
    public ReadOnlySpan<uint> Pixels => pixels.AsSpan(0, width * height);

    public void Load(ReadOnlySpan<uint> bgrx, int strideWords, int widthPixels, int heightPixels)
    {
        (width, height, next) = (widthPixels, heightPixels, 0);
        if (pixels.Length < width * height)
            pixels = new uint[width * height];
        for (var y = 0; y < height; y++)
        {
            var row = bgrx.Slice(y * strideWords, width);
            for (var x = 0; x < width; x++)
                pixels[y * width + x] = row[x] & 0xFFFFFF;
        }
    }

    /// <summary>Takes the next one; false where the background alone is left.</summary>
    public bool TryTake(uint background, out Subrectangle taken)
    {
        var offset = Pixels[next..].IndexOfAnyExcept(background);
        if (offset < 0)
        {
            taken = default;
            return false;
        }
        next += offset;
        var (x, y) = (next % width, next / width);
        var colour = pixels[next];
        // Of the two that begin at this corner the larger: as wide as can be, or as high as can be.
        var wide = WidthAt(x, y, width - x, colour);
        var low = 1;
        while (y + low < height && WidthAt(x, y + low, wide, colour) == wide)
            low++;
        var (narrow, high) = (wide, low);
        while (y + high < height && pixels[(y + high) * width + x] == colour)
            narrow = Math.Min(narrow, WidthAt(x, y + high++, narrow, colour));
        taken = wide * low >= narrow * high ? new Subrectangle(x, y, wide, low, colour) : new Subrectangle(x, y, narrow, high, colour);
        for (var row = y; row < y + taken.Height; row++)
            pixels.AsSpan(row * width + x, taken.Width).Fill(background);
        return true;
    }

    int WidthAt(int x, int y, int limit, uint colour)
    {
        var end = pixels.AsSpan(y * width + x, limit).IndexOfAnyExcept(colour);
        return end < 0 ? limit : end;
    }

    public readonly record struct Subrectangle(int X, int Y, int Width, int Height, uint Colour);
}
