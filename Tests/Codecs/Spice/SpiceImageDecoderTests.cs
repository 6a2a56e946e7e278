using Scanout.Tests.Support.Spice;

namespace Scanout.Tests.Codecs.Spice;

/// <summary>The decoder that images are judged by, judged by bytes made by hand.</summary>
public sealed class SpiceImageDecoderTests
{
    const byte Bitmap = 0, LzRgb = 101, Lz4 = 109;

    const string LzHeader = "20 20 5a 4c  00 01 00 01  00 00 00 08";
    const string Red = "00 00 ff", Green = "00 ff 00";

    [Theory]
    [InlineData(Lz4, "0f 00 00 00  01  08  00 00 00 09  80 00 00 ff 00 00 ff 00 00")]
    [InlineData(Lz4, "19 00 00 00  01  08  00 00 00 05 40 00 00 ff 00  00 00 00 04 30 00 ff 00  00 00 00 02 10 00")]
    [InlineData(Bitmap, "08  04  02 00 00 00  01 00 00 00  08 00 00 00  00 00 00 00 00 00 ff 00 00 ff 00 00")]
    [InlineData(Bitmap, "08  00  02 00 00 00  01 00 00 00  0a 00 00 00  00 00 00 00 00 00 ff 00 00 ff 00 00 ee ee")]
    [InlineData(LzRgb, "23 00 00 00  20 20 5a 4c  00 01 00 01  00 00 00 08  00 00 00 02  00 00 00 01  00 00 00 08  00 00 00 01 "
        + "01  00 00 ff  00 ff 00")]
    public void Red_and_green_are_decoded(byte type, string payload)
    {
        var bytes = Golden.Bytes(payload);
        Assert.Equal([0xFF0000u, 0x00FF00u], SpiceImageDecoder.Decode(type, 2, 1, [.. bytes, 1, 2, 3], out var payloadBytes));
        Assert.Equal(bytes.Length, payloadBytes);
        for (var length = 0; length < bytes.Length; length++)
            AssertRefused(type, 2, 1, bytes[..length]);
    }

    [Fact]
    public void Rows_from_the_bottom_are_turned_over()
    {
        var bottomUp = Golden.Bytes($"08 00  01 00 00 00  02 00 00 00  04 00 00 00  00*4 {Red} 00 {Green} 00");
        Assert.Equal([0x00FF00u, 0xFF0000u], SpiceImageDecoder.Decode(Bitmap, 1, 2, bottomUp, out _));
        var lz4 = WithLength($"00 08 00 00 00 09 80 {Red} 00 {Green} 00");
        Assert.Equal([0x00FF00u, 0xFF0000u], SpiceImageDecoder.Decode(Lz4, 1, 2, lz4, out _));
        var lz = WithLength($"{LzHeader} 00*3 01 00*3 02 00*3 04 00*4 01 {Red} {Green}");
        Assert.Equal([0x00FF00u, 0xFF0000u], SpiceImageDecoder.Decode(LzRgb, 1, 2, lz, out _));
    }

    [Theory]
    [InlineData(5, $"00 {Red} 80 00", "RRRRR")]
    [InlineData(7, $"00 {Red} c0 00", "RRRRRRR")]
    [InlineData(8, $"00 {Red} e0 00 00", "RRRRRRRR")]
    [InlineData(10, $"00 {Red} e0 02 00", "RRRRRRRRRR")]
    [InlineData(6, $"01 {Red} {Green} 80 01", "RGRGRG")]
    [InlineData(7, $"01 {Red} {Green} 80 00 00 {Red}", "RGGGGGR")]
    public void Runs_and_copies_of_pixels_are_decoded(int width, string tokens, string expected)
    {
        var picture = SpiceImageDecoder.Decode(LzRgb, width, 1, Lz(width, tokens), out _);
        Assert.Equal(expected, string.Concat(picture.Select(pixel => pixel == 0xFF0000 ? 'R' : 'G')));
    }

    [Fact]
    public void Long_runs_and_far_copies_of_pixels_are_decoded()
    {
        // A length of 7 + 255 + 0; then 7 + 255 * 32 + 0, and four from 8191 + 256 + 1 back, which are the first ones.
        var run = SpiceImageDecoder.Decode(LzRgb, 263, 1, Lz(263, $"00 {Red} e0 ff 00 00"), out _);
        Assert.All(run, pixel => Assert.Equal(0xFF0000u, pixel));
        const int Width = 1 + 8447 + 4;
        var far = SpiceImageDecoder.Decode(
            LzRgb, Width, 1, Lz(Width, $"01 {Red} {Green} e0 ff*33 18 00 9f ff 01 00"), out _);
        Assert.Equal([0xFF0000u, 0x00FF00u, 0x00FF00u], far[..3]);
        Assert.Equal([0xFF0000u, 0x00FF00u, 0x00FF00u, 0x00FF00u], far[^4..]);
    }

    [Fact]
    public void Matches_of_bytes_are_decoded()
    {
        uint[] expected = [0xFF0000, 0x00FF00, 0xFF0000, 0xFF0000, 0x00FF00];
        // Eight literals, a match of four from eight back, eight literals.
        var one = Lz4Blocks($"80 {Red} 00 {Green} 00 08 00 80 {Red} 00 {Green} 00");
        Assert.Equal(expected, SpiceImageDecoder.Decode(Lz4, 5, 1, one, out _));
        AssertRefused(Lz4, 4, 1, one);
        AssertRefused(Lz4, 6, 1, one);
        // The same with the match in the block after.
        var chained = Lz4Blocks($"80 {Red} 00 {Green} 00", $"00 08 00 80 {Red} 00 {Green} 00");
        Assert.Equal(expected, SpiceImageDecoder.Decode(Lz4, 5, 1, chained, out _));
        // Lengths that go on: a literal, a match of 19 and one more from one back, fifteen literals and none more.
        var run = Lz4Blocks("1f 00 01 00 01 f0 00 00*15");
        Assert.Equal(new uint[9], SpiceImageDecoder.Decode(Lz4, 9, 1, run, out _));
    }

    [Theory]
    [InlineData("a block that ends too early", $"70 {Red} 00 {Green}")]
    [InlineData("a block that goes on too long", $"90 {Red} 00 {Green} 00 00")]
    [InlineData("literals that did not come", $"80 {Red} 00 {Green}")]
    [InlineData("an empty block", "")]
    [InlineData("an offset of none", "10 00 00 00 50 00*5")]
    [InlineData("an offset before the first byte", "10 00 02 00 50 00*5")]
    [InlineData("an offset that did not come", "10 00 01")]
    [InlineData("a last match that is too near the end", "10 00 01 00 30 00*3")]
    [InlineData("a match at the end", "10 00 03 00 01 00")]
    [InlineData("a match beyond the end", "1f 00 01 00 0f 50 00*5")]
    [InlineData("a length that did not come", "1f 00 01 00 ff")]
    public void Blocks_that_might_kill_a_client_are_refused(string what, string block)
    {
        Assert.NotEmpty(what);
        AssertRefused(Lz4, 2, 1, Lz4Blocks(block));
    }

    [Theory]
    [InlineData("another order", $"02 08 00 00 00 09 80 {Red} 00 {Green} 00")]
    [InlineData("another format", $"01 07 00 00 00 09 80 {Red} 00 {Green} 00")]
    [InlineData("no block", "01 08")]
    [InlineData("half a length", $"01 08 00 00 00 09 80 {Red} 00 {Green} 00 00 00")]
    [InlineData("a block too many", $"01 08 00 00 00 09 80 {Red} 00 {Green} 00 00 00 00 02 10 00")]
    [InlineData("a little-endian length", $"01 08 09 00 00 00 80 {Red} 00 {Green} 00")]
    [InlineData("a block longer than the image", $"01 08 00 00 00 0a 80 {Red} 00 {Green} 00")]
    public void Images_of_blocks_that_contradict_themselves_are_refused(string what, string image)
    {
        Assert.NotEmpty(what);
        AssertRefused(Lz4, 2, 1, WithLength(image));
    }

    [Theory]
    [InlineData("a distance before the first pixel", 5, "80 00")]
    [InlineData("a distance beyond the pixels", 5, $"00 {Red} 80 01")]
    [InlineData("a far distance beyond the pixels", 5, $"00 {Red} 9f ff 00 00")]
    [InlineData("a match beyond the image", 5, $"00 {Red} a0 00")]
    [InlineData("literals beyond the image", 1, $"01 {Red} {Green}")]
    [InlineData("literals that did not come", 2, $"01 {Red} 00 ff")]
    [InlineData("pixels that did not come", 6, $"00 {Red} 80 00")]
    [InlineData("a length that did not come", 600, $"00 {Red} e0 ff")]
    [InlineData("bytes after the last pixel", 1, $"00 {Red} 00")]
    public void Tokens_that_might_kill_a_client_are_refused(string what, int width, string tokens)
    {
        Assert.NotEmpty(what);
        AssertRefused(LzRgb, width, 1, Lz(width, tokens));
    }

    [Theory]
    [InlineData("another magic", $"4c 5a 20 20  00 01 00 01  00 00 00 08 00*3 01 00*3 01 00*3 04 00*3 01 00 {Red}")]
    [InlineData("another version", $"20 20 5a 4c  00 01 00 02  00 00 00 08 00*3 01 00*3 01 00*3 04 00*3 01 00 {Red}")]
    [InlineData("another type", $"20 20 5a 4c  00 01 00 01  00 00 00 09 00*3 01 00*3 01 00*3 04 00*3 01 00 {Red}")]
    [InlineData("another width", $"{LzHeader} 00*3 02 00*3 01 00*3 04 00*3 01 00 {Red}")]
    [InlineData("another height", $"{LzHeader} 00*3 01 00*3 02 00*3 04 00*3 01 00 {Red}")]
    [InlineData("another stride", $"{LzHeader} 00*3 01 00*3 01 00*3 03 00*3 01 00 {Red}")]
    [InlineData("another order", $"{LzHeader} 00*3 01 00*3 01 00*3 04 00*3 02 00 {Red}")]
    public void Images_of_tokens_that_contradict_themselves_are_refused(string what, string image)
    {
        Assert.NotEmpty(what);
        AssertRefused(LzRgb, 1, 1, WithLength(image));
    }

    [Theory]
    [InlineData("another format", $"09 04  01 00 00 00  01 00 00 00  04 00 00 00  00*4 {Red} 00")]
    [InlineData("another width", $"08 04  02 00 00 00  01 00 00 00  08 00 00 00  00*4 {Red} 00*5")]
    [InlineData("another height", $"08 04  01 00 00 00  02 00 00 00  04 00 00 00  00*4 {Red} 00*5")]
    [InlineData("a stride of less than a row", $"08 04  01 00 00 00  01 00 00 00  03 00 00 00  00*4 {Red} 00")]
    [InlineData("a palette", $"08 04  01 00 00 00  01 00 00 00  04 00 00 00  01 00*3 {Red} 00")]
    [InlineData("a palette from a cache", $"08 06  01 00 00 00  01 00 00 00  04 00 00 00  00*4 {Red} 00")]
    public void Bitmaps_that_contradict_themselves_are_refused(string what, string image)
    {
        Assert.NotEmpty(what);
        AssertRefused(Bitmap, 1, 1, Golden.Bytes(image));
    }

    [Fact]
    public void What_we_never_send_is_refused()
    {
        AssertRefused(1, 1, 1, new byte[100]);
        AssertRefused(Bitmap, 0, 1, new byte[100]);
        AssertRefused(Bitmap, 1, -1, new byte[100]);
    }

    [Fact]
    public void Whatever_bytes_come_there_is_a_picture_or_a_refusal()
    {
        var random = new Random(8);
        byte[][] seeds = [Lz(10, $"00 {Red} e0 02 00"), Lz4Blocks($"80 {Red} 00 {Green} 00 08 00 80 {Red} 00 {Green} 00")];
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = seeds[round % 2].ToArray();
            for (var i = random.Next(5); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                SpiceImageDecoder.Decode(round % 2 == 0 ? LzRgb : Lz4, round % 2 == 0 ? 10 : 5, 1, bytes, out _);
            }
            catch (InvalidDataException)
            {
                // As it should be.
            }
        }
    }

    static void AssertRefused(byte type, int width, int height, byte[] payload) =>
        Assert.Throws<InvalidDataException>(() => SpiceImageDecoder.Decode(type, width, height, payload, out _));

    /// <summary>An image of one row of tokens.</summary>
    static byte[] Lz(int width, string tokens) =>
        WithLength($"{LzHeader} {BigEndian(width)} {BigEndian(1)} {BigEndian(width * 4)} {BigEndian(1)} {tokens}");

    static string BigEndian(int value) => $"00 00 {value >> 8:x2} {value & 0xFF:x2}";

    /// <summary>An image of blocks.</summary>
    static byte[] Lz4Blocks(params string[] blocks) =>
        WithLength("01 08 " + string.Concat(blocks.Select(block => $" 00*3 {Golden.Bytes(block).Length:x2} {block}")));

    static byte[] WithLength(string image)
    {
        var bytes = Golden.Bytes(image);
        return [(byte)bytes.Length, (byte)(bytes.Length >> 8), 0, 0, .. bytes];
    }
}
