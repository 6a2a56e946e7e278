namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>LZ4 blocks as lz4_Block_format.md has them, byte by byte.</summary>
static class ReferenceLz4Block
{
    const int LeastMatchBytes = 4;

    /// <summary>Null where the block is not one, or not one of so many bytes.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> block, int expectedBytes)
    {
        var output = new byte[expectedBytes];
        var (at, made) = (0, 0);
        while (at < block.Length)
        {
            var token = block[at++];
            if (Length(block, ref at, token >> 4) is not { } literals || literals > block.Length - at || literals > output.Length - made)
                return null;
            block.Slice(at, (int)literals).CopyTo(output.AsSpan(made));
            at += (int)literals;
            made += (int)literals;
            if (at == block.Length)
                return made == expectedBytes ? output : null;
            if (block.Length - at < 2)
                return null;
            var distance = block[at] | block[at + 1] << 8;
            at += 2;
            if (distance == 0 || distance > made || Length(block, ref at, token & 15) is not { } match
                || match + LeastMatchBytes > output.Length - made)
                return null;
            for (var i = 0; i < match + LeastMatchBytes; i++, made++)
                output[made] = output[made - distance];
        }
        return null;
    }

    /// <summary>Repeats of the four bytes before, and of the 256 before; else literals.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> input)
    {
        const int lastLiterals = 5, lastMatchBefore = 12;
        var output = new List<byte>();
        var (at, literals) = (0, 0);
        while (at < input.Length)
        {
            var (distance, length) = (0, 0);
            foreach (var candidate in (int[])[4, 256])
            {
                var found = 0;
                while (candidate <= at && at + found < input.Length - lastLiterals && input[at + found] == input[at + found - candidate])
                    found++;
                if (found > length)
                    (distance, length) = (candidate, found);
            }
            if (length < LeastMatchBytes || at > input.Length - lastMatchBefore)
            {
                at++;
                continue;
            }
            Sequence(output, input[literals..at], distance, length);
            at += length;
            literals = at;
        }
        Sequence(output, input[literals..], 0, 0);
        return [.. output];
    }

    static long? Length(ReadOnlySpan<byte> block, ref int at, int first)
    {
        long length = first;
        if (first != 15)
            return length;
        for (var more = 255; more == 255; length += more)
        {
            if (at == block.Length)
                return null;
            more = block[at++];
        }
        return length;
    }

    static void Sequence(List<byte> output, ReadOnlySpan<byte> literals, int distance, int length)
    {
        var match = length - LeastMatchBytes;
        output.Add((byte)(Math.Min(literals.Length, 15) << 4 | (length == 0 ? 0 : Math.Min(match, 15))));
        More(output, literals.Length);
        output.AddRange(literals);
        if (length == 0)
            return;
        output.AddRange((byte)distance, (byte)(distance >> 8));
        More(output, match);
    }

    static void More(List<byte> output, int length)
    {
        if (length < 15)
            return;
        for (length -= 15; length >= 255; length -= 255)
            output.Add(255);
        output.Add((byte)length);
    }
}
