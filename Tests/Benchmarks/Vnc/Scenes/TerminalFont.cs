using System.Runtime.InteropServices;
using Scanout.Codecs.Text;

namespace Scanout.Benchmarks.Vnc.Scenes;

/// <summary>Anti-aliased glyphs in cells of 9 by 18 pixels: the bitmap font at three times its size, each 2 by 2 of it one pixel.</summary>
static class TerminalFont
{
    public const int CellWidth = 9;
    public const int CellHeight = 18;

    const int Scale = 3;
    const char First = ' ';
    const char Last = '~';

    /// <summary>Of each glyph, pixel by pixel, how many quarters of it the glyph covers.</summary>
    static readonly byte[] Coverage = Render();

    public static void Draw(ReadOnlySpan<char> text, Span<uint> pixels, int stridePixels, int x, int y, uint colour, uint background)
    {
        Span<uint> shades = stackalloc uint[5];
        for (var quarters = 0; quarters < shades.Length; quarters++)
            shades[quarters] = Mix(background, colour, quarters);
        foreach (var character in text)
        {
            var glyph = Coverage.AsSpan((Math.Clamp(character, First, Last) - First) * CellWidth * CellHeight, CellWidth * CellHeight);
            for (var row = 0; row < CellHeight; row++)
                for (var column = 0; column < CellWidth; column++)
                    pixels[(y + row) * stridePixels + x + column] = shades[glyph[row * CellWidth + column]];
            x += CellWidth;
        }
    }

    static uint Mix(uint from, uint to, int quarters)
    {
        var mixed = 0u;
        for (var shift = 0; shift < 24; shift += 8)
            mixed |= ((from >> shift & 0xFF) * (uint)(4 - quarters) + (to >> shift & 0xFF) * (uint)quarters) / 4 << shift;
        return mixed;
    }

    static byte[] Render()
    {
        const int LargeWidth = CellWidth * 2, LargeHeight = CellHeight * 2;
        var coverage = new byte[(Last - First + 1) * CellWidth * CellHeight];
        var large = new uint[LargeWidth * LargeHeight];
        var at = 0;
        for (var character = First; character <= Last; character++)
        {
            large.AsSpan().Clear();
            BitmapFont.Draw(
                [character], MemoryMarshal.AsBytes(large.AsSpan()), LargeWidth, LargeHeight, LargeWidth * 4, x: 1, y: 1, colour: 1, Scale);
            for (var y = 0; y < LargeHeight; y += 2)
                for (var x = 0; x < LargeWidth; x += 2)
                    coverage[at++] = (byte)(large[y * LargeWidth + x] % 2 + large[y * LargeWidth + x + 1] % 2
                        + large[(y + 1) * LargeWidth + x] % 2 + large[(y + 1) * LargeWidth + x + 1] % 2);
        }
        return coverage;
    }
}
