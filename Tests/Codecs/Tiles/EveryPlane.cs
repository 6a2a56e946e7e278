using Scanout.Codecs.Pixels;
using Scanout.Tests.Codecs.Pixels;

namespace Scanout.Tests.Codecs.Tiles;

/// <summary>
/// The planes that the tile kernels are tried on: awkward widths, a band that ends early, strides with and without padding.
/// </summary>
static class EveryPlane
{
    static readonly int[] Widths = [1, 3, 15, 16, 17, 63, 64, 65, 100, 1366, 1920];

    public static TheoryData<string, Tiling> FormatsAndTilings
    {
        get
        {
            var all = new TheoryData<string, Tiling>();
            foreach (var name in ScalarPixels.Names)
                foreach (var tiling in Enum.GetValues<Tiling>())
                    all.Add(name, tiling);
            return all;
        }
    }

    public static IEnumerable<ScalarPlane> Of(string name, Tiling tiling)
    {
        foreach (var width in Widths)
        {
            var rowBytes = width * ScalarPixels.BytesPerPixel(name);
            yield return new(name, tiling, width, width > 100 ? 35 : 101, width % 2 == 0 ? rowBytes : rowBytes + 5);
        }
    }

    /// <summary>Each band's first row, rows, and place in memory.</summary>
    public static IEnumerable<(int FirstRow, int Rows, Range Bytes)> Bands(PlaneLayout layout)
    {
        for (var first = 0; first < layout.HeightPixels; first += 64)
        {
            var rows = Math.Min(64, layout.HeightPixels - first);
            var begin = first * layout.StrideBytes;
            yield return (first, rows, begin..(int)(begin + layout.RangeBytes(first, rows)));
        }
    }
}
