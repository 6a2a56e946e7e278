using System.Buffers.Binary;

namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>Bytes that are taken from the front, each number checked; it knows where in the file they came from.</summary>
sealed class ReferenceBytes(byte[] bytes, int at, int end, Func<int, long> placeInFile)
{
    int at = at;

    public int Left => end - at;

    public ReferenceBreachException Breach(string rule) => new(placeInFile(at), rule);

    public void Demand(bool holds, string rule)
    {
        if (!holds)
            throw Breach(rule);
    }

    /// <summary>A rule for writers and for who verifies: it is noted, and the reading goes on.</summary>
    public void Note(bool holds, List<(long Offset, string Rule)> faults, string rule)
    {
        if (!holds)
            faults.Add((placeInFile(at), rule));
    }

    public ReadOnlySpan<byte> Take(long count, string what)
    {
        Demand(count >= 0 && count <= Left, $"{what}: {count} bytes, and only {Left} are there");
        at += (int)count;
        return bytes.AsSpan(at - (int)count, (int)count);
    }

    /// <summary>The next bytes, as ones that are read on their own.</summary>
    public ReferenceBytes TakePart(long count, string what)
    {
        Take(count, what);
        return new ReferenceBytes(bytes, at - (int)count, at, placeInFile);
    }

    /// <summary>What is left, without taking it.</summary>
    public byte[] Rest() => bytes[at..end];

    public byte U8(string what) => Take(1, what)[0];

    public uint U32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

    public ulong U64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, what));

    public long I64(string what) => BinaryPrimitives.ReadInt64LittleEndian(Take(8, what));

    /// <summary>LEB128 of at most ten bytes and 64 bits.</summary>
    public ulong Varint(string what)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var next = U8(what);
            Demand(shift < 63 || next <= 1, $"{what}: a varint above 64 bits");
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }

    /// <summary>A varint that is to be within bounds.</summary>
    public int Varint(string what, long least, long most)
    {
        var value = Varint(what);
        Demand(value >= (ulong)least && value <= (ulong)most, $"{what}: {value} is not from {least} to {most}");
        return (int)value;
    }

    public long Zigzag(string what)
    {
        var value = Varint(what);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public void DemandNothingLeft(string what) => Demand(Left == 0, $"{what}: {Left} bytes that nothing tells of");
}
