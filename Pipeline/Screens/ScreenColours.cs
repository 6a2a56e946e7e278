using Scanout.Codecs.Tiles;

namespace Scanout.Pipeline.Screens;

/// <summary>The colours that were met in a picture, up to a number, and how many a character's cell has. Used for one picture.</summary>
sealed class ScreenColours(int most)
{
    public const int CellWidthPixels = 8;
    public const int CellHeightPixels = 16;

    const uint Channels = 0x00FFFFFF;

    readonly List<uint> met = [];

    /// <summary>Whether there were more than that number.</summary>
    public bool AreTooMany => met.Count > most;

    /// <summary>How many colours a cell has: 1, 2, or 3 for more. Of a cell at the picture's edge as much counts as there is.</summary>
    /// <param name="pixels">From its first pixel on; rows as in a tile.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Rows.</param>
    public int CountIn(ReadOnlySpan<uint> pixels, int width, int height)
    {
        var first = pixels[0] & Channels;
        var (second, colours) = (first, 1);
        Meet(first);
        for (var y = 0; y < height && !AreTooMany; y++)
            foreach (var pixel in pixels.Slice(y * TileGeometry.TileSidePixels, width))
            {
                var colour = pixel & Channels;
                if (colour == first || colour == second)
                    continue;
                Meet(colour);
                (second, colours) = colours == 1 ? (colour, 2) : (second, 3);
            }
        return colours;
    }

    void Meet(uint colour)
    {
        if (!AreTooMany && !met.Contains(colour))
            met.Add(colour);
    }
}
