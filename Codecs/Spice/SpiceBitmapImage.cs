using System.Buffers.Binary;

namespace Scanout.Codecs.Spice;

/// <summary>
/// Images as they are (SPICE protocol, SPICE_IMAGE_TYPE_BITMAP): a header, then the pixels, B, G, R, X in rows from the top without gaps.
/// For clients that ask for no compression.
/// </summary>
public static class SpiceBitmapImage
{
    public const int HeaderBytes = 18;

    /// <summary>SPICE_BITMAP_FMT_32BIT: B, G, R, X.</summary>
    internal const byte Format32Bit = 8;

    /// <summary>SPICE_BITMAP_FLAGS_TOP_DOWN.</summary>
    const byte IsTopDown = 4;

    /// <summary>Rows of four bytes a pixel follow. The last four bytes of the header say that there is no palette.</summary>
    public static void WriteHeader(Span<byte> header, int width, int height)
    {
        (header[0], header[1]) = (Format32Bit, IsTopDown);
        BinaryPrimitives.WriteInt32LittleEndian(header[2..], width);
        BinaryPrimitives.WriteInt32LittleEndian(header[6..], height);
        BinaryPrimitives.WriteInt32LittleEndian(header[10..], checked(width * 4));
        BinaryPrimitives.WriteInt32LittleEndian(header[14..], 0);
    }
}
