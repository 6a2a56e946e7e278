using System.Buffers.Binary;
using System.Numerics;

namespace Scanout.Tests.Codecs.Lz4;

/// <summary>Decoders of LZ4's block and frame formats, written from their specifications and sharing nothing with the library.</summary>
public static class ReferenceLz4
{
    /// <summary>lz4_Block_format.md: sequences of a token, literals, an offset and a match.</summary>
    public static byte[] DecodeBlock(ReadOnlySpan<byte> block) => DecodeBlock(block, []);

    /// <summary>lz4_Frame_format.md: header with its checksum, blocks, end mark, content checksum.</summary>
    public static byte[] DecodeFrame(ReadOnlySpan<byte> frame)
    {
        Assert.Equal(0x184D2204u, BinaryPrimitives.ReadUInt32LittleEndian(frame));
        var flags = frame[4];
        Assert.Equal(1, flags >> 6);
        var (isIndependent, hasBlockSum, hasSize, hasContentSum) = ((flags & 0x20) != 0, (flags & 0x10) != 0, (flags & 8) != 0, (flags & 4) != 0);
        var at = 6;
        var contentSize = hasSize ? BinaryPrimitives.ReadInt64LittleEndian(frame[at..]) : -1;
        at += hasSize ? 8 : 0;
        Assert.Equal((byte)(Hash32(frame[4..at]) >> 8), frame[at++]);
        var content = new List<byte>();
        for (;;)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(frame[at..]);
            at += 4;
            if (size == 0)
                break;
            var block = frame.Slice(at, (int)(size & 0x7FFFFFFF));
            at += block.Length + (hasBlockSum ? 4 : 0);
            content.AddRange((size & 0x80000000) != 0 ? block.ToArray() : DecodeBlock(block, isIndependent ? [] : [.. content]));
        }
        if (hasContentSum)
        {
            Assert.Equal(Hash32([.. content]), BinaryPrimitives.ReadUInt32LittleEndian(frame[at..]));
            at += 4;
        }
        Assert.Equal(frame.Length, at);
        if (hasSize)
            Assert.Equal(contentSize, content.Count);
        return [.. content];
    }

    static byte[] DecodeBlock(ReadOnlySpan<byte> block, byte[] before)
    {
        var output = new List<byte>(before);
        for (var at = 0; at < block.Length;)
        {
            var token = block[at++];
            var literals = Length(block, token >> 4, ref at);
            output.AddRange(block.Slice(at, literals).ToArray());
            at += literals;
            if (at == block.Length)
                break;
            var offset = BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);
            at += 2;
            Assert.InRange(offset, 1, output.Count);
            for (var left = Length(block, token & 15, ref at) + 4; left > 0; left--)
                output.Add(output[^offset]);
        }
        return [.. output[before.Length..]];
    }

    static int Length(ReadOnlySpan<byte> block, int length, ref int at)
    {
        if (length < 15)
            return length;
        byte more;
        do
            length += more = block[at++];
        while (more == 255);
        return length;
    }

    /// <summary>xxHash32 with seed 0.</summary>
    static uint Hash32(ReadOnlySpan<byte> data)
    {
        const uint P1 = 2654435761, P2 = 2246822519, P3 = 3266489917, P4 = 668265263, P5 = 374761393;
        var at = 0;
        uint hash;
        if (data.Length >= 16)
        {
            uint[] lanes = [unchecked(P1 + P2), P2, 0, unchecked(0 - P1)];
            for (; at + 16 <= data.Length; at += 16)
                for (var lane = 0; lane < 4; lane++)
                    lanes[lane] = BitOperations.RotateLeft(
                        lanes[lane] + BinaryPrimitives.ReadUInt32LittleEndian(data[(at + lane * 4)..]) * P2, 13) * P1;
            hash = BitOperations.RotateLeft(lanes[0], 1) + BitOperations.RotateLeft(lanes[1], 7)
                + BitOperations.RotateLeft(lanes[2], 12) + BitOperations.RotateLeft(lanes[3], 18);
        }
        else
            hash = P5;
        hash += (uint)data.Length;
        for (; at + 4 <= data.Length; at += 4)
            hash = BitOperations.RotateLeft(hash + BinaryPrimitives.ReadUInt32LittleEndian(data[at..]) * P3, 17) * P4;
        for (; at < data.Length; at++)
            hash = BitOperations.RotateLeft(hash + data[at] * P5, 11) * P1;
        hash = (hash ^ hash >> 15) * P2;
        hash = (hash ^ hash >> 13) * P3;
        return hash ^ hash >> 16;
    }
}
