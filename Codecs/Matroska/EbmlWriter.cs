using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Scanout.Codecs.Matroska;

/// <summary>Writes EBML elements (RFC 8794): an id, a length, and what it holds.</summary>
static class EbmlWriter
{
    /// <summary>Void: an element that holds a place.</summary>
    public const uint VoidId = 0xEC;

    /// <summary>Bytes of a length that is always written whole, so that another can be written over it.</summary>
    public const int FullLengthBytes = 8;

    /// <summary>A length that is not known yet, or never will be.</summary>
    public const ulong UnknownLength = 0x00FF_FFFF_FFFF_FFFF;

    /// <summary>The element's id as it stands in the specifications: with the bits that tell its length.</summary>
    public static void WriteId(IBufferWriter<byte> output, uint id)
    {
        var span = output.GetSpan(4);
        var bytes = IdBytes(id);
        for (var i = 0; i < bytes; i++)
            span[i] = (byte)(id >> 8 * (bytes - 1 - i));
        output.Advance(bytes);
    }

    /// <summary>A length in as few bytes as it needs.</summary>
    public static void WriteLength(IBufferWriter<byte> output, ulong length)
    {
        var bytes = LengthBytes(length);
        var span = output.GetSpan(bytes);
        var marked = length | 1UL << 7 * bytes;
        for (var i = 0; i < bytes; i++)
            span[i] = (byte)(marked >> 8 * (bytes - 1 - i));
        output.Advance(bytes);
    }

    /// <summary>A length in <see cref="FullLengthBytes"/>.</summary>
    public static void WriteFullLength(IBufferWriter<byte> output, ulong length)
    {
        BinaryPrimitives.WriteUInt64BigEndian(output.GetSpan(8), length | 0x0100_0000_0000_0000);
        output.Advance(8);
    }

    public static void WriteUnsigned(IBufferWriter<byte> output, uint id, ulong value)
    {
        var bytes = 1;
        while (bytes < 8 && value >> 8 * bytes != 0)
            bytes++;
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(number, value);
        WriteBytes(output, id, number[(8 - bytes)..]);
    }

    /// <summary>A signed number in 8 bytes; dates are such ones too.</summary>
    public static void WriteSigned(IBufferWriter<byte> output, uint id, long value)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, value);
        WriteBytes(output, id, number);
    }

    public static void WriteFloat(IBufferWriter<byte> output, uint id, double value)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(number, value);
        WriteBytes(output, id, number);
    }

    public static void WriteText(IBufferWriter<byte> output, uint id, string text) => WriteBytes(output, id, Encoding.UTF8.GetBytes(text));

    public static void WriteBytes(IBufferWriter<byte> output, uint id, ReadOnlySpan<byte> content)
    {
        WriteId(output, id);
        WriteLength(output, (ulong)content.Length);
        output.Write(content);
    }

    /// <summary>Holds the place of something of that many bytes: 2 to 128.</summary>
    public static void WriteVoid(IBufferWriter<byte> output, int bytes) => WriteBytes(output, VoidId, new byte[bytes - 2]);

    /// <summary>Bytes of an id.</summary>
    public static int IdBytes(uint id) => id > 0xFFFFFF ? 4 : id > 0xFFFF ? 3 : id > 0xFF ? 2 : 1;

    /// <summary>Bytes of a length; that with all bits set is kept for the one that is unknown.</summary>
    public static int LengthBytes(ulong length)
    {
        var bytes = 1;
        while (length >= (1UL << 7 * bytes) - 1)
            bytes++;
        return bytes;
    }
}
