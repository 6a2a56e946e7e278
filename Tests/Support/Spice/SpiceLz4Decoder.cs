namespace Scanout.Tests.Support.Spice;

/// <summary>LZ4 blocks (lz4_Block_format.md), held to what liblz4's decoders insist on.</summary>
static class SpiceLz4Decoder
{
    const int LastLiterals = 5;

    /// <summary>Decodes a block to where the one before it ended, to which it may refer; returns where it ends.</summary>
    public static int Decode(ReadOnlySpan<byte> block, Span<byte> output, int written)
    {
        var bytes = new SpiceBytes(block);
        var hasMatch = false;
        for (; ; )
        {
            var token = bytes.U8();
            var literals = Length(ref bytes, token >> 4);
            SpiceBytes.Require(literals <= output.Length - written, "LZ4 literals beyond the image");
            bytes.Take(literals).CopyTo(output[written..]);
            written += literals;
            if (bytes.Left == 0)
            {
                SpiceBytes.Require((token & 15) == 0, "an LZ4 block that ends within a sequence");
                SpiceBytes.Require(!hasMatch || literals >= LastLiterals, "an LZ4 block whose last match is too near its end");
                return written;
            }
            int offset = bytes.U16();
            SpiceBytes.Require(offset > 0 && offset <= written, $"an LZ4 offset of {offset} after {written} bytes");
            var length = Length(ref bytes, token & 15) + 4;
            SpiceBytes.Require(length <= output.Length - written, "an LZ4 match beyond the image");
            for (; length > 0; length--, written++)
                output[written] = output[written - offset];
            hasMatch = true;
        }
    }

    static int Length(ref SpiceBytes bytes, int length)
    {
        if (length < 15)
            return length;
        byte more;
        do
            length = checked(length + (more = bytes.U8()));
        while (more == 255);
        return length;
    }
}
