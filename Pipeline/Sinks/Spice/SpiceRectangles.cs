using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// Makes few rectangles of many: each draw costs a client and its acknowledgements far more than some pixels that had not changed. Static, over lists
/// that their owner reuses.
/// </summary>
static class SpiceRectangles
{
    /// <summary>Pixels that are drawn needlessly rather than as a rectangle of their own.</summary>
    const int BearableWaste = 512;

    /// <summary>Of more than so many the cheapest pairs are not looked for: rows of tiles are joined first.</summary>
    const int MaxPaired = 64;

    /// <summary>The height in which a large area is drawn where the number allows it: a client draws one while the next is made.</summary>
    const int BandPixels = 4 * TileGeometry.TileSidePixels;

    /// <summary>Joins areas that make up a rectangle without a gap: tiles side by side, then rows of them.</summary>
    /// <param name="areas">Within tiles, row by row.</param>
    public static void JoinExactly(List<PixelRectangle> areas)
    {
        var joined = 0;
        for (var i = 0; i < areas.Count; i++)
        {
            var area = areas[i];
            if (joined > 0 && areas[joined - 1] is var left && left.Y == area.Y && left.Height == area.Height && left.Right == area.X)
                areas[joined - 1] = left.Union(area);
            else
                areas[joined++] = area;
        }
        areas.RemoveRange(joined, areas.Count - joined);
        for (var i = 0; i < areas.Count; i++)
            for (var below = i + 1; below < areas.Count; below++)
                if (areas[below].X == areas[i].X && areas[below].Width == areas[i].Width && areas[below].Y == areas[i].Bottom)
                {
                    areas[i] = areas[i].Union(areas[below]);
                    areas.RemoveAt(below--);
                }
    }

    /// <summary>Joins areas, drawing over what lies between them where it must be, until there are no more than so many.</summary>
    public static void Join(List<PixelRectangle> areas, int maxCount)
    {
        JoinExactly(areas);
        if (areas.Count > MaxPaired)
            JoinRows(areas);
        while (areas.Count > 1)
        {
            var (one, other, waste) = CheapestPair(areas);
            if (areas.Count <= maxCount && waste > BearableWaste)
                return;
            areas[one] = areas[one].Union(areas[other]);
            areas.RemoveAt(other);
        }
    }

    /// <summary>Cuts high areas into bands, as far as the number allows.</summary>
    public static void Split(List<PixelRectangle> areas, int maxCount)
    {
        for (var height = BandPixels; ; height *= 2)
        {
            var count = 0;
            foreach (var area in areas)
                count += BandsOf(area, height);
            if (count == areas.Count)
                return;
            if (count <= maxCount)
            {
                Split(areas, height, count);
                return;
            }
        }
    }

    static int BandsOf(PixelRectangle area, int height) => (area.Bottom - 1) / height - area.Y / height + 1;

    /// <summary>At multiples of the height, so that all viewers cut at the same rows.</summary>
    static void Split(List<PixelRectangle> areas, int height, int count)
    {
        var whole = areas.ToArray();
        areas.Clear();
        areas.EnsureCapacity(count);
        foreach (var area in whole)
            for (var y = area.Y; y < area.Bottom; y = (y / height + 1) * height)
                areas.Add(area with { Y = y, Height = Math.Min((y / height + 1) * height, area.Bottom) - y });
    }

    /// <summary>One area for each row of tiles.</summary>
    static void JoinRows(List<PixelRectangle> areas)
    {
        var rows = areas.GroupBy(area => area.Y / TileGeometry.TileSidePixels)
            .Select(row => row.Aggregate((together, area) => together.Union(area))).ToArray();
        areas.Clear();
        areas.AddRange(rows);
    }

    static (int One, int Other, long Waste) CheapestPair(List<PixelRectangle> areas)
    {
        var cheapest = (One: 0, Other: 1, Waste: long.MaxValue);
        for (var one = 0; one < areas.Count; one++)
            for (var other = one + 1; other < areas.Count; other++)
            {
                var waste = PixelsOf(areas[one].Union(areas[other])) - PixelsOf(areas[one]) - PixelsOf(areas[other]);
                if (waste < cheapest.Waste)
                    cheapest = (one, other, waste);
            }
        return cheapest;
    }

    static long PixelsOf(PixelRectangle area) => (long)area.Width * area.Height;
}
