namespace Scanout.Benchmarks.Spice.Scenes;

/// <summary>
/// A frame's number in its pixels: sixteen blocks of 8 by 8 in black and white, and below them the same inverted, so that a half-painted
/// one is told apart. The first is the least bit, which changes with every frame. Whole blocks of a JPEG where its place is a multiple of
/// 8.
/// </summary>
static class Stamp
{
    public const int Width = Bits * Side;
    public const int Height = 2 * Side;

    /// <summary>Numbers go up to, not including, this.</summary>
    public const int Count = 1 << Bits;

    const int Bits = 16;
    const int Side = 8;
    const uint White = 0xFFFFFF;

    public static void Paint(int number, Span<uint> pixels, int widthPixels, int x, int y)
    {
        for (var row = 0; row < Height; row++)
        {
            var line = pixels.Slice((y + row) * widthPixels + x, Width);
            for (var bit = 0; bit < Bits; bit++)
                line.Slice(bit * Side, Side).Fill((number >> bit & 1) == (row < Side ? 1 : 0) ? White : 0);
        }
    }

    /// <summary>The number; null where there is none, or parts of two.</summary>
    public static int? Read(ReadOnlySpan<uint> pixels, int widthPixels, int x, int y)
    {
        var (number, inverse) = (0, 0);
        for (var bit = 0; bit < Bits; bit++)
        {
            var at = (y + Side / 2) * widthPixels + x + bit * Side + Side / 2;
            // Lossy pictures have no pure white: the highest bit of green tells.
            number |= (int)(pixels[at] >> 15 & 1) << bit;
            inverse |= (int)(pixels[at + Side * widthPixels] >> 15 & 1) << bit;
        }
        return (number ^ inverse) == Count - 1 ? number : null;
    }
}
