using System.Buffers.Binary;

namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>Bytes that are put one after the other, in the numbers of FORMAT.md.</summary>
sealed class ReferenceOutput
{
    readonly List<byte> bytes = [];

    public int Count => bytes.Count;

    public byte[] ToArray() => [.. bytes];

    public ReferenceOutput Put(ReadOnlySpan<byte> more)
    {
        bytes.AddRange(more);
        return this;
    }

    public ReferenceOutput U8(int value) => Put([(byte)value]);

    public ReferenceOutput U32(uint value)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(number, value);
        return Put(number);
    }

    public ReferenceOutput U64(ulong value)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, value);
        return Put(number);
    }

    public ReferenceOutput Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return this;
    }

    public ReferenceOutput Varint(long value) => Varint((ulong)value);

    public ReferenceOutput Varints(params long[] values)
    {
        foreach (var value in values)
            Varint(value);
        return this;
    }

    public ReferenceOutput Zigzag(long value) => Varint((ulong)(value << 1 ^ value >> 63));
}
