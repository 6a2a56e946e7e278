using System.Buffers.Binary;

namespace Scanout.Tests.Support.Spice;

/// <summary>Reads the fields of one message in their order; what is left over or missing fails the test.</summary>
public ref struct SpiceTestReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> rest = bytes;

    public byte U8() => Take(1)[0];
    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
    public short I16() => BinaryPrimitives.ReadInt16LittleEndian(Take(2));
    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
    public int I32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));
    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public ReadOnlySpan<byte> Take(int count)
    {
        Assert.True(count >= 0 && count <= rest.Length, $"a message ends {count - rest.Length} bytes too early");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    /// <summary>Whatever is left.</summary>
    public ReadOnlySpan<byte> Rest() => Take(rest.Length);

    /// <summary>A rectangle, which has its top before its left on the wire.</summary>
    public SpiceTestBox Box()
    {
        var (top, left, bottom, right) = (I32(), I32(), I32(), I32());
        return new SpiceTestBox(left, top, right - left, bottom - top);
    }

    public readonly void End() => Assert.True(rest.IsEmpty, $"a message has {rest.Length} bytes too many");
}
