using System.Buffers.Binary;

namespace Scanout.Codecs.Edid;

/// <summary>The detailed timing descriptor of 18 bytes (VESA E-EDID A.2, section 3.10.2).</summary>
static class TimingDescriptor
{
    public const int Bytes = 18;

    const int MaxActive = 4095;
    const int MaxBlank = 4095;
    const int MaxVerticalPart = 63;
    const int MaxClockTenKilohertz = 65535;

    /// <summary>Digital separate sync, horizontal positive, vertical negative: reduced blanking's.</summary>
    const byte Flags = 0x1A;

    const byte Interlaced = 0x80;

    public static bool Holds(in DetailedTiming timing) =>
        timing.PixelClockKilohertz / 10 <= MaxClockTenKilohertz
        && timing.WidthPixels <= MaxActive && timing.HeightPixels <= MaxActive
        && timing.VerticalBlankLines <= MaxBlank
        && timing.VerticalFrontLines <= MaxVerticalPart && timing.VerticalSyncLines <= MaxVerticalPart;

    /// <param name="timing">A timing that it holds.</param>
    /// <param name="image">How large the picture is.</param>
    /// <param name="to">18 bytes.</param>
    public static void Write(in DetailedTiming timing, ImageSize image, Span<byte> to)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)(timing.PixelClockKilohertz / 10));
        WritePair(to[2..], timing.WidthPixels, timing.HorizontalBlankPixels);
        WritePair(to[5..], timing.HeightPixels, timing.VerticalBlankLines);
        to[8] = (byte)timing.HorizontalFrontPixels;
        to[9] = (byte)timing.HorizontalSyncPixels;
        to[10] = (byte)((timing.VerticalFrontLines & 0xF) << 4 | timing.VerticalSyncLines & 0xF);
        to[11] = (byte)(timing.HorizontalFrontPixels >> 8 << 6 | timing.HorizontalSyncPixels >> 8 << 4
            | timing.VerticalFrontLines >> 4 << 2 | timing.VerticalSyncLines >> 4);
        WritePair(to[12..], image.WidthMillimetres, image.HeightMillimetres);
        (to[15], to[16], to[17]) = (0, 0, Flags);
    }

    /// <summary>The timing, or null where the 18 bytes are a display descriptor or the timing is interlaced.</summary>
    public static DetailedTiming? Read(ReadOnlySpan<byte> from)
    {
        var clock = BinaryPrimitives.ReadUInt16LittleEndian(from);
        if (clock == 0 || (from[17] & Interlaced) != 0)
            return null;
        var (width, horizontalBlank) = ReadPair(from[2..]);
        var (height, verticalBlank) = ReadPair(from[5..]);
        return new(
            clock * 10,
            width, horizontalBlank, from[8] | (from[11] & 0xC0) << 2, from[9] | (from[11] & 0x30) << 4,
            height, verticalBlank, from[10] >> 4 | (from[11] & 0x0C) << 2, from[10] & 0xF | (from[11] & 0x03) << 4);
    }

    /// <summary>Two numbers of 12 bits: the low bytes, then both high halves.</summary>
    static void WritePair(Span<byte> to, int first, int second) =>
        (to[0], to[1], to[2]) = ((byte)first, (byte)second, (byte)(first >> 8 << 4 | second >> 8));

    static (int First, int Second) ReadPair(ReadOnlySpan<byte> from) => (from[0] | (from[2] & 0xF0) << 4, from[1] | (from[2] & 0x0F) << 8);
}
