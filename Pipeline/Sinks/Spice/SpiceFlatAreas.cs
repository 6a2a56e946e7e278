using System.Runtime.InteropServices;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// Finds what of a frame's damage is of one colour, and worth to be told as that: a client has it drawn before it would have decompressed it.
/// Owned by a display channel's writing half.
/// </summary>
sealed class SpiceFlatAreas
{
    const int TileWords = TileGeometry.TileStrideBytes / 4;
    const uint ColourMask = 0x00FF_FFFF;

    /// <summary>What is smaller goes with what lies beside it.</summary>
    const int MinPixels = 4 * TileGeometry.TileSidePixels * TileGeometry.TileSidePixels;

    /// <summary>A frame has a few of them that matter.</summary>
    const int MaxColours = 4;

    readonly List<(uint Colour, List<PixelRectangle> Areas)> found = [];
    readonly List<SpiceFill> fills = [];

    public IReadOnlyList<SpiceFill> Fills => fills;

    /// <summary>Takes the flat areas out of the damage, the largest first and so many at most.</summary>
    public void Take(Frame frame, List<TileDamage> damage, int maxCount)
    {
        fills.Clear();
        found.Clear();
        foreach (var (index, area) in damage)
            if (ColourOf(frame, index, area) is { } colour)
                Add(colour, area);
        foreach (var (colour, areas) in found)
        {
            SpiceRectangles.JoinExactly(areas);
            foreach (var area in areas)
                if (area.Width * area.Height >= MinPixels)
                    fills.Add(new SpiceFill(area, colour));
        }
        fills.Sort((one, other) => (other.Area.Width * other.Area.Height).CompareTo(one.Area.Width * one.Area.Height));
        if (fills.Count > maxCount)
            fills.RemoveRange(maxCount, fills.Count - maxCount);
        if (fills.Count > 0)
            damage.RemoveAll(changed => fills.Exists(fill => fill.Area.Intersect(changed.Area) == changed.Area));
    }

    void Add(uint colour, PixelRectangle area)
    {
        foreach (var (known, areas) in found)
            if (known == colour)
            {
                areas.Add(area);
                return;
            }
        if (found.Count < MaxColours)
            found.Add((colour, [area]));
    }

    /// <summary>The colour of a part of a tile; null where it has more than one.</summary>
    static uint? ColourOf(Frame frame, int index, PixelRectangle area)
    {
        var (x, y) = (area.X % TileGeometry.TileSidePixels, area.Y % TileGeometry.TileSidePixels);
        var pixels = MemoryMarshal.Cast<byte, uint>(frame.Tiles[index].Pixels);
        var first = pixels[y * TileWords + x];
        for (var row = y; row < y + area.Height; row++)
            if (pixels.Slice(row * TileWords + x, area.Width).ContainsAnyExcept(first))
                return null;
        return first & ColourMask;
    }
}
