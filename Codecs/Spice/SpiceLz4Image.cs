using System.Buffers.Binary;

namespace Scanout.Codecs.Spice;

/// <summary>
/// Images of LZ4 blocks (SPICE protocol, SPICE_IMAGE_TYPE_LZ4): a header, then each block after its length, until the pixels are all there,
/// B, G, R, X in rows from the top without gaps. A block may hold any part of them. A client is killed by blocks that hold more, less or
/// nonsense.
/// </summary>
public static class SpiceLz4Image
{
    /// <summary>The length of what follows it, the order of rows, the format.</summary>
    public const int HeaderBytes = 6;

    public const int BlockHeaderBytes = 4;

    const byte IsTopDown = 1;

    /// <param name="header">Where to.</param>
    /// <param name="blocksBytes">Of all blocks, with their headers.</param>
    public static void WriteHeader(Span<byte> header, int blocksBytes)
    {
        // Of the header the order and the format count as well.
        BinaryPrimitives.WriteInt32LittleEndian(header, checked(HeaderBytes - 4 + blocksBytes));
        (header[4], header[5]) = (IsTopDown, SpiceBitmapImage.Format32Bit);
    }

    /// <summary>What stands before a block: its length, big endian.</summary>
    public static void WriteBlockHeader(Span<byte> header, int blockBytes) => BinaryPrimitives.WriteInt32BigEndian(header, blockBytes);
}
