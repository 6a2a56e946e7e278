using Scanout.Codecs.Pixels;

namespace Scanout.Tests.Codecs.Pixels;

/// <summary>
/// The oracle of a plane in memory: where each byte of each row lies, as <c>drm_fourcc.h</c> and Intel's manuals put it, byte by byte.
/// </summary>
sealed class ScalarPlane
{
    readonly string name;
    readonly int bytesPerPixel;
    readonly int rowBytes;
    readonly int[] offsets;

    public ScalarPlane(string name, Tiling tiling, int width, int height, int? linearStride = null)
    {
        this.name = name;
        SeenBits = ScalarPixels.SeenBits(name);
        bytesPerPixel = ScalarPixels.BytesPerPixel(name);
        rowBytes = width * bytesPerPixel;
        var unit = tiling switch { Tiling.IntelX => 512, Tiling.IntelY => 128, _ => 1 };
        var stride = tiling == Tiling.Linear && linearStride is { } given ? given : (rowBytes + unit - 1) / unit * unit;
        if (tiling != Tiling.Linear && width % 3 == 0)
            stride += unit;
        Layout = new PlaneLayout(ScalarPixels.Find(name), tiling, width, height, stride);
        offsets = new int[rowBytes * height];
        // In every order, a row adds the same to whatever a column adds.
        var columns = Enumerable.Range(0, rowBytes).Select(x => (int)OffsetOf(Layout, x, 0)).ToArray();
        for (var (y, i) = (0, 0); y < height; y++)
        {
            var row = (int)OffsetOf(Layout, 0, y);
            for (var x = 0; x < columns.Length; x++, i++)
                offsets[i] = row + columns[x];
        }
    }

    public PlaneLayout Layout { get; }

    public uint SeenBits { get; }

    public static long OffsetOf(PlaneLayout layout, int xByte, int y)
    {
        var (tileWidth, tileHeight) = layout.Tiling switch { Tiling.IntelX => (512, 8), Tiling.IntelY => (128, 32), _ => (1, 1) };
        if (layout.Tiling == Tiling.Linear)
            return (long)y * layout.StrideBytes + xByte;
        var tilesAcross = layout.StrideBytes / tileWidth;
        var tile = y / tileHeight * tilesAcross + xByte / tileWidth;
        var (inX, inY) = (xByte % tileWidth, y % tileHeight);
        return tile * 4096L + (layout.Tiling == Tiling.IntelX ? inY * 512 + inX : inX / 16 * 512 + inY * 16 + inX % 16);
    }

    public uint Read(ReadOnlySpan<byte> plane, int x, int y)
    {
        var first = y * rowBytes + x * bytesPerPixel;
        var pixel = 0u;
        for (var i = 0; i < bytesPerPixel; i++)
            pixel |= (uint)plane[offsets[first + i]] << (8 * i);
        return pixel;
    }

    public void Write(Span<byte> plane, int x, int y, uint pixel)
    {
        var first = y * rowBytes + x * bytesPerPixel;
        for (var i = 0; i < bytesPerPixel; i++)
            plane[offsets[first + i]] = (byte)(pixel >> (8 * i));
    }

    /// <summary>Which bytes of the plane belong to no pixel.</summary>
    public bool[] Outside()
    {
        var outside = new bool[Layout.SpanBytes];
        Array.Fill(outside, true);
        foreach (var offset in offsets)
            outside[offset] = false;
        return outside;
    }

    /// <summary>The seen bits of each byte of the plane; none of those that belong to no pixel.</summary>
    public byte[] SeenBytes()
    {
        var seen = new byte[Layout.SpanBytes];
        for (var (i, part) = (0, 0); i < offsets.Length; i++, part = part + 1 < bytesPerPixel ? part + 1 : 0)
            seen[offsets[i]] = (byte)(SeenBits >> (8 * part));
        return seen;
    }

    /// <summary>What the tile at that place shows: BGRX, zero outside the picture.</summary>
    public uint[] Tile(ReadOnlySpan<byte> plane, int column, int row)
    {
        var tile = new uint[64 * 64];
        for (var y = 0; y < 64; y++)
            for (var x = 0; x < 64; x++)
                if (column * 64 + x < Layout.WidthPixels && row * 64 + y < Layout.HeightPixels)
                    tile[y * 64 + x] = ScalarPixels.Bgrx(name, Read(plane, column * 64 + x, row * 64 + y));
        return tile;
    }
}
