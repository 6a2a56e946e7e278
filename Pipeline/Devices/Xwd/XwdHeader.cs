using System.Buffers.Binary;
using Scanout.Codecs.Pixels;

namespace Scanout.Pipeline.Devices.Xwd;

/// <summary>
/// What the header of an X window dump, version 7 (<c>X11/XWDFile.h</c>), says of its pixels, validated: all of them lie in the file,
/// as long as that was. The header is 25 words, big-endian as <c>Xvfb</c> and <c>xwd</c> write them or little-endian; then comes a name
/// up to <c>header_size</c>, 12 bytes for each colour, and the pixels.
/// </summary>
/// <param name="Layout">How the pixels lie.</param>
/// <param name="OffsetBytes">From the start of the file to the first pixel.</param>
public readonly record struct XwdHeader(PlaneLayout Layout, long OffsetBytes)
{
    /// <summary>Bytes of the 25 words.</summary>
    public const int Bytes = 25 * 4;

    /// <summary>The longest row that is followed: four times the widest, as of a region.</summary>
    public const int MaxStrideBytes = 4 * 4 * PlaneLayout.MaxSidePixels;

    const uint FileVersion = 7;
    const uint ZPixmap = 2;
    const uint LeastSignificantFirst = 0;
    const uint TrueColor = 4;
    const uint MaxHeaderBytes = 64 * 1024;
    const uint MaxColors = 64 * 1024;
    const int ColorBytes = 12;

    /// <summary>Reads and validates a header. Pure; nothing about the bytes is assumed.</summary>
    /// <param name="words">At least <see cref="Bytes"/> bytes.</param>
    /// <param name="fileBytes">How long the file is.</param>
    /// <param name="header">The header, if the file can be shown.</param>
    /// <returns>Null, or the reason why it can't be shown: the field and its value.</returns>
    public static string? Read(ReadOnlySpan<byte> words, long fileBytes, out XwdHeader header)
    {
        header = default;
        Span<uint> fields = stackalloc uint[Bytes / 4];
        var isBigEndian = BinaryPrimitives.ReadUInt32BigEndian(words[4..]) == FileVersion;
        for (var i = 0; i < fields.Length; i++)
            fields[i] = isBigEndian
                ? BinaryPrimitives.ReadUInt32BigEndian(words[(4 * i)..])
                : BinaryPrimitives.ReadUInt32LittleEndian(words[(4 * i)..]);
        var (headerSize, version, pixmapFormat, depth, width, height) = (fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]);
        var (offsetX, byteOrder, bitsPerPixel, stride, visualClass) = (fields[6], fields[7], fields[11], fields[12], fields[13]);
        var (redMask, greenMask, blueMask, colors) = (fields[14], fields[15], fields[16], fields[19]);

        if (version != FileVersion)
            return $"the file_version {version} is not {FileVersion}";
        if (headerSize is < Bytes or > MaxHeaderBytes)
            return $"the header_size {headerSize} is not from {Bytes} to {MaxHeaderBytes}";
        if (pixmapFormat != ZPixmap)
            return $"the pixmap_format {pixmapFormat} is not {ZPixmap}, ZPixmap";
        if (offsetX != 0)
            return $"the xoffset {offsetX} is not 0";
        if (byteOrder != LeastSignificantFirst)
            return $"the byte_order {byteOrder} is not {LeastSignificantFirst}, the least significant byte first";
        if (visualClass != TrueColor)
            return $"the visual_class {visualClass} (pixmap_depth {depth}) is not {TrueColor}, TrueColor";
        if (FindFormat(bitsPerPixel, redMask, greenMask, blueMask) is not { } format)
            return $"the bits_per_pixel {bitsPerPixel} with the masks 0x{redMask:X}, 0x{greenMask:X}, 0x{blueMask:X} "
                + "is no format that can be read";
        if (depth != format.RedBits + format.GreenBits + format.BlueBits && depth != bitsPerPixel)
            return $"the pixmap_depth {depth} is not that of {format}";
        if (width is < 1 or > PlaneLayout.MaxSidePixels)
            return $"the pixmap_width {width} is not from 1 to {PlaneLayout.MaxSidePixels}";
        if (height is < 1 or > PlaneLayout.MaxSidePixels)
            return $"the pixmap_height {height} is not from 1 to {PlaneLayout.MaxSidePixels}";
        if (stride < width * (uint)format.BytesPerPixel)
            return $"the bytes_per_line {stride} is less than {width} pixels of {format}";
        if (stride > MaxStrideBytes)
            return $"the bytes_per_line {stride} is more than {MaxStrideBytes}";
        if (colors > MaxColors)
            return $"the ncolors {colors} is more than {MaxColors}";

        var layout = new PlaneLayout(format, Tiling.Linear, (int)width, (int)height, (int)stride);
        var offset = headerSize + (long)colors * ColorBytes;
        if (offset > fileBytes - layout.SpanBytes)
            return $"the pixels' {layout.SpanBytes} bytes from {offset} on reach past the file's {fileBytes} bytes";
        header = new(layout, offset);
        return null;
    }

    static PixelFormat? FindFormat(uint bitsPerPixel, uint redMask, uint greenMask, uint blueMask)
    {
        foreach (var format in PixelFormat.All)
            if (!format.HasAlpha && format.BytesPerPixel * 8 == bitsPerPixel
                && Mask(format.RedBits, format.RedShift) == redMask
                && Mask(format.GreenBits, format.GreenShift) == greenMask
                && Mask(format.BlueBits, format.BlueShift) == blueMask)
                return format;
        return null;
    }

    static uint Mask(int bits, int shift) => ((1u << bits) - 1) << shift;
}
