using Scanout.Codecs.Pixels;

namespace Scanout.Pipeline.Devices;

/// <summary>
/// What a device or a publisher says of one of its planes, in the terms of <c>struct vfio_device_gfx_plane_info</c>; nothing of it is true before it
/// was checked.
/// </summary>
/// <param name="Format">drm_format.</param>
/// <param name="Modifier">drm_format_mod.</param>
/// <param name="WidthPixels">width.</param>
/// <param name="HeightPixels">height.</param>
/// <param name="StrideBytes">stride.</param>
/// <param name="SizeBytes">size.</param>
public readonly record struct PlaneFacts(
    Fourcc Format, ulong Modifier, uint WidthPixels, uint HeightPixels, uint StrideBytes, ulong SizeBytes)
{
    /// <summary>
    /// The longest way from one row to the next that is followed: four times the widest row. Whoever reads rows keeps memory for whole
    /// strides, so an untrusted stride has a bound of its own.
    /// </summary>
    public const int MaxStrideBytes = 4 * 4 * PlaneLayout.MaxSidePixels;

    /// <summary>Checks the facts against each other and against what can be read.</summary>
    /// <param name="name">What the plane is called in a reason.</param>
    /// <param name="maxSidePixels">The largest width and height that this plane may have.</param>
    /// <param name="layout">How its pixels lie, if it can be read.</param>
    /// <returns>Null, or the reason why it can't be read: the field and its value.</returns>
    public string? Check(string name, int maxSidePixels, out PlaneLayout layout)
    {
        layout = default;
        if (PixelFormat.Find(Format) is not { } format)
            return $"the {name}'s drm_format {Format} (0x{Format.Value:X8}) is not a format that can be read";
        if (DrmModifier.TilingOf(Modifier) is not { } tiling)
            return $"the {name}'s drm_format_mod {DrmModifier.Describe(Modifier)} is not a modifier that can be read";
        if (WidthPixels < 1 || WidthPixels > maxSidePixels)
            return $"the {name}'s width {WidthPixels} is not from 1 to {maxSidePixels}";
        if (HeightPixels < 1 || HeightPixels > maxSidePixels)
            return $"the {name}'s height {HeightPixels} is not from 1 to {maxSidePixels}";

        var rowBytes = WidthPixels * (uint)format.BytesPerPixel;
        if (StrideBytes < rowBytes)
            return $"the {name}'s stride {StrideBytes} is less than the {rowBytes} bytes of {WidthPixels} pixels of {format}";
        if (StrideBytes > MaxStrideBytes)
            return $"the {name}'s stride {StrideBytes} is more than {MaxStrideBytes}";
        var described = new PlaneLayout(format, tiling, (int)WidthPixels, (int)HeightPixels, (int)StrideBytes);
        if (StrideBytes % (uint)described.TileRowBytes != 0)
            return $"the {name}'s stride {StrideBytes} is not a whole number of tiles of {described.TileRowBytes} bytes";
        if ((ulong)described.SpanBytes > SizeBytes)
            return $"the {name}'s size {SizeBytes} is less than the {described.SpanBytes} bytes of its {HeightPixels} rows";
        layout = described;
        return null;
    }
}
