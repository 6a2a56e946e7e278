using System.Buffers.Binary;

namespace Scanout.Codecs.Rfb;

/// <summary>The format in which a client wants its pixels (RFC 6143, section 7.4).</summary>
/// <param name="BitsPerPixel">8, 16 or 32.</param>
/// <param name="Depth">Useful bits of a pixel.</param>
/// <param name="IsBigEndian">The order of a pixel's bytes.</param>
/// <param name="IsTrueColour">Whether a pixel holds its channels, and not an index into a colour map.</param>
/// <param name="RedMax">2ⁿ − 1.</param>
/// <param name="GreenMax">2ⁿ − 1.</param>
/// <param name="BlueMax">2ⁿ − 1.</param>
/// <param name="RedShift">Bits from the pixel's lowest bit to the channel's.</param>
/// <param name="GreenShift">Likewise.</param>
/// <param name="BlueShift">Likewise.</param>
public readonly record struct RfbPixelFormat(
    int BitsPerPixel, int Depth, bool IsBigEndian, bool IsTrueColour,
    int RedMax, int GreenMax, int BlueMax, int RedShift, int GreenShift, int BlueShift)
{
    /// <summary>Bytes of the format on the wire, padding among them.</summary>
    public const int WireBytes = 16;

    /// <summary>What the server offers: the pixels as they lie in the tiles.</summary>
    public static RfbPixelFormat Bgrx8888 { get; } = new(32, 24, false, true, 255, 255, 255, 16, 8, 0);

    /// <summary>What a client with a colour map is given: its 256 colours are these, three bits of blue being two.</summary>
    public static RfbPixelFormat Bgr233 { get; } = new(8, 8, false, true, 7, 7, 3, 0, 3, 6);

    public int BytesPerPixel => BitsPerPixel / 8;

    /// <summary>Reads the 16 bytes and checks them.</summary>
    /// <param name="bytes">The 16 bytes.</param>
    /// <param name="offset">Where the message began, for the violation.</param>
    public static RfbPixelFormat Read(ReadOnlySpan<byte> bytes, long offset)
    {
        var format = new RfbPixelFormat(
            bytes[0], bytes[1], bytes[2] != 0, bytes[3] != 0,
            BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]),
            BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]), bytes[10], bytes[11], bytes[12]);
        if (format.BitsPerPixel is not (8 or 16 or 32))
            throw new RfbProtocolException(offset, $"bits-per-pixel is {format.BitsPerPixel}, not 8, 16 or 32");
        if (!format.IsTrueColour && format.BitsPerPixel != 8)
            throw new RfbProtocolException(offset, $"a colour map needs 8 bits-per-pixel, not {format.BitsPerPixel}");
        if (format.IsTrueColour)
            format.Validate(offset);
        return format;
    }

    /// <summary>Writes the 16 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[..WireBytes].Clear();
        (bytes[0], bytes[1]) = ((byte)BitsPerPixel, (byte)Depth);
        (bytes[2], bytes[3]) = (IsBigEndian ? (byte)1 : (byte)0, IsTrueColour ? (byte)1 : (byte)0);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)RedMax);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)GreenMax);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[8..], (ushort)BlueMax);
        (bytes[10], bytes[11], bytes[12]) = ((byte)RedShift, (byte)GreenShift, (byte)BlueShift);
    }

    void Validate(long offset)
    {
        var used = 0UL;
        foreach (var (name, max, shift) in (ReadOnlySpan<(string, int, int)>)
            [("red", RedMax, RedShift), ("green", GreenMax, GreenShift), ("blue", BlueMax, BlueShift)])
        {
            if (max == 0 || (max & (max + 1)) != 0)
                throw new RfbProtocolException(offset, $"{name}-max is {max}, not one less than a power of two");
            var bits = (ulong)max << Math.Min(shift, 63);
            if (shift >= BitsPerPixel || bits >> BitsPerPixel != 0)
                throw new RfbProtocolException(offset, $"{name}-shift {shift} puts the channel outside of the pixel");
            if ((used & bits) != 0)
                throw new RfbProtocolException(offset, $"{name} lies over another channel");
            used |= bits;
        }
    }
}
