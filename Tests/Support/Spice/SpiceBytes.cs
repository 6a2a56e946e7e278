using System.Buffers.Binary;

namespace Scanout.Tests.Support.Spice;

/// <summary>Bytes that are read one after another and never beyond their end.</summary>
ref struct SpiceBytes(ReadOnlySpan<byte> bytes)
{
    readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>How many were read.</summary>
    public int At { get; private set; }

    public readonly int Left => bytes.Length - At;

    public byte U8() => Take(1)[0];

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public uint U32BigEndian() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ushort U16BigEndian() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public ReadOnlySpan<byte> Take(long count)
    {
        Require(count <= Left, $"{count} bytes where only {Left} are left");
        At += (int)count;
        return bytes.Slice(At - (int)count, (int)count);
    }

    public static void Require(bool isTrue, string otherwise)
    {
        if (!isTrue)
            throw new InvalidDataException(otherwise);
    }
}
