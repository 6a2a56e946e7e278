using Scanout.Codecs.Pixels;

namespace Scanout.Pipeline.Devices.Regions;

/// <summary>
/// A plane of a display region, validated: every byte of it lies in the file, as long as that was when the page was read.
/// </summary>
/// <param name="Layout">How its pixels lie.</param>
/// <param name="OffsetBytes">From the start of the file to the first pixel.</param>
/// <param name="XPixels">Of a cursor: its left edge on the primary plane.</param>
/// <param name="YPixels">Of a cursor: its top edge.</param>
/// <param name="HotXPixels">Of a cursor: the hot spot's column inside it; 0 where that is unknown or outside.</param>
/// <param name="HotYPixels">Likewise its row.</param>
public readonly record struct RegionPlane(
    PlaneLayout Layout, long OffsetBytes, int XPixels, int YPixels, int HotXPixels, int HotYPixels)
{
    /// <summary>
    /// The longest way from one row to the next that is followed: four times the widest row. Whoever reads rows keeps memory for whole
    /// strides, so an untrusted stride has a bound of its own, which a sparse file's length is not.
    /// </summary>
    public const int MaxStrideBytes = 4 * 4 * PlaneLayout.MaxSidePixels;

    /// <summary>Reads and validates the 64 bytes of a plane. Pure; nothing about the bytes is assumed.</summary>
    /// <param name="fields">The plane's part of the page.</param>
    /// <param name="name">What the plane is called in a reason.</param>
    /// <param name="fileBytes">How long the file is.</param>
    /// <param name="maxSidePixels">The largest width and height that this plane may have.</param>
    /// <param name="plane">The plane, if it can be read.</param>
    /// <returns>Null, or the reason why it can't be read: the field and its value.</returns>
    public static string? Read(ReadOnlySpan<byte> fields, string name, long fileBytes, int maxSidePixels, out RegionPlane plane)
    {
        plane = default;
        var fourcc = new Fourcc(RegionPage.Word(fields, RegionPage.PlaneFormat));
        if (PixelFormat.Find(fourcc) is not { } format)
            return $"the {name}'s drm_format {fourcc} (0x{fourcc.Value:X8}) is not a format that can be read";

        var modifier = RegionPage.LongWord(fields, RegionPage.PlaneModifier);
        if (FindTiling(modifier) is not { } tiling)
            return $"the {name}'s drm_format_mod 0x{modifier:X16} is not a modifier that can be read";

        var width = RegionPage.Word(fields, RegionPage.PlaneWidth);
        if (width < 1 || width > maxSidePixels)
            return $"the {name}'s width {width} is not from 1 to {maxSidePixels}";
        var height = RegionPage.Word(fields, RegionPage.PlaneHeight);
        if (height < 1 || height > maxSidePixels)
            return $"the {name}'s height {height} is not from 1 to {maxSidePixels}";

        var stride = RegionPage.Word(fields, RegionPage.PlaneStride);
        var rowBytes = width * (uint)format.BytesPerPixel;
        if (stride < rowBytes)
            return $"the {name}'s stride {stride} is less than the {rowBytes} bytes of {width} pixels of {format}";
        if (stride > MaxStrideBytes)
            return $"the {name}'s stride {stride} is more than {MaxStrideBytes}";
        var layout = new PlaneLayout(format, tiling, (int)width, (int)height, (int)stride);
        if (stride % (uint)layout.TileRowBytes != 0)
            return $"the {name}'s stride {stride} is not a whole number of tiles of {layout.TileRowBytes} bytes";

        var size = RegionPage.LongWord(fields, RegionPage.PlaneSize);
        if ((ulong)layout.SpanBytes > size)
            return $"the {name}'s size {size} is less than the {layout.SpanBytes} bytes of its {height} rows";
        var offset = RegionPage.LongWord(fields, RegionPage.PlaneOffset);
        if (offset < RegionPage.Bytes)
            return $"the {name}'s offset {offset} lies inside the description page of {RegionPage.Bytes} bytes";
        if (offset > (ulong)fileBytes || (ulong)layout.SpanBytes > (ulong)fileBytes - offset)
            return $"the {name}'s offset {offset} and {layout.SpanBytes} bytes of rows reach past the file's {fileBytes} bytes";

        plane = new(
            layout, (long)offset, (int)RegionPage.Word(fields, RegionPage.PlaneX), (int)RegionPage.Word(fields, RegionPage.PlaneY),
            HotSpot(RegionPage.Word(fields, RegionPage.PlaneHotX), width), HotSpot(RegionPage.Word(fields, RegionPage.PlaneHotY), height));
        return null;
    }

    static Tiling? FindTiling(ulong modifier) => modifier switch
    {
        RegionPage.ModifierLinear => Tiling.Linear,
        RegionPage.ModifierIntelX => Tiling.IntelX,
        RegionPage.ModifierIntelY => Tiling.IntelY,
        _ => null,
    };

    static int HotSpot(uint value, uint side) => value < side ? (int)value : 0;
}
