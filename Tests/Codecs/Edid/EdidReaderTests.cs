using Scanout.Codecs.Edid;

namespace Scanout.Tests.Codecs.Edid;

public sealed class EdidReaderTests
{
    [Theory]
    [InlineData(0, "0 bytes"), InlineData(127, "127 bytes"), InlineData(129, "129 bytes")]
    [InlineData(128, "128 bytes are not the 2 blocks")]
    [InlineData(384, "384 bytes are not the 2 blocks")]
    public void A_length_that_is_not_the_blocks_is_refused(int bytes, string named)
    {
        var edid = Made(5120, 2880);
        Array.Resize(ref edid, bytes);
        AssertRefused(edid, named);
    }

    [Theory]
    [InlineData(0, 1, "header")]
    [InlineData(7, 1, "header")]
    [InlineData(18, 2, "version is 2")]
    [InlineData(126, 0, "256 bytes are not the 1 blocks")]
    [InlineData(126, 255, "256 bytes are not the 256 blocks")]
    [InlineData(60, 0xAA, "checksum of block 0")]
    [InlineData(127, 0xAA, "checksum of block 0")]
    [InlineData(200, 0xAA, "checksum of block 1")]
    [InlineData(255, 0xAA, "checksum of block 1")]
    public void A_wrong_byte_is_found(int at, byte value, string named)
    {
        var edid = Made(5120, 2880);
        edid[at] = value;
        AssertRefused(edid, named);
    }

    [Theory]
    [InlineData(130, 122, "122 bytes do not fit")]
    [InlineData(140, 0xAA, "section's checksum")]
    public void A_wrong_byte_of_the_section_is_found_behind_a_right_block(int at, byte value, string named)
    {
        var edid = Made(5120, 2880);
        edid[at] = value;
        Seal(edid.AsSpan(128));
        AssertRefused(edid, named);
    }

    [Fact]
    public void A_data_block_that_reaches_past_its_section_is_found()
    {
        var edid = Made(5120, 2880);
        edid[135] = 121;
        Seal(edid.AsSpan(129, 5 + edid[130]));
        Seal(edid.AsSpan(128));
        AssertRefused(edid, "data block 0x00 of 121 bytes");
    }

    [Fact]
    public void Without_a_preferred_timing_in_its_section_the_base_block_is_what_counts()
    {
        var edid = Made(5120, 2880);
        edid[128] = 0x02; // some other extension
        Seal(edid.AsSpan(128));
        Assert.Null(EdidReader.Read(edid, out var preferred));
        Assert.Equal((2560, 1440), (preferred.WidthPixels, preferred.HeightPixels));
    }

    [Theory]
    [InlineData(54, 0), InlineData(71, 0x9A)]
    public void An_EDID_that_prefers_no_progressive_timing_is_refused(int at, byte value)
    {
        var edid = Made(800, 600);
        edid[at] = value;
        if (at == 54)
            edid[55] = 0;
        Seal(edid);
        AssertRefused(edid, "no progressive preferred timing");
    }

    [Fact]
    public void Noise_is_never_more_than_refused()
    {
        var random = new Random(7);
        for (var round = 0; round < 50_000; round++)
        {
            var edid = Made(random.Next(64, 6000), random.Next(64, 6000));
            if (round % 5 == 0)
                random.NextBytes(edid.AsSpan(random.Next(edid.Length)));
            for (var i = random.Next(1, 6); i > 0; i--)
                edid[random.Next(edid.Length)] = (byte)random.Next(256);
            // Most rounds have their checksums right, so that what lies behind them is met as well.
            if (edid.Length == 256 && random.Next(4) > 0)
                Seal(edid.AsSpan(129, Math.Min(5 + edid[130], 126)));
            for (var at = 0; random.Next(4) > 0 && at < edid.Length; at += 128)
                Seal(edid.AsSpan(at, 128));
            var fault = EdidReader.Read(edid.AsSpan(0, random.Next(8) == 0 ? random.Next(edid.Length) : edid.Length), out var preferred);
            Assert.Equal(fault is null, preferred is { WidthPixels: > 0, HeightPixels: > 0, PixelClockKilohertz: > 0 });
        }
    }

    static void AssertRefused(byte[] edid, string named)
    {
        Assert.Contains(named, EdidReader.Read(edid, out var preferred), StringComparison.Ordinal);
        Assert.Equal(default, preferred);
    }

    static void Seal(Span<byte> bytes)
    {
        var sum = 0;
        foreach (var value in bytes[..^1])
            sum += value;
        bytes[^1] = (byte)-sum;
    }

    static byte[] Made(int width, int height)
    {
        var edid = new byte[EdidWriter.MaxBytes];
        Assert.Null(EdidWriter.Write(width, height, 0, 0, edid, out var bytes));
        return edid[..bytes];
    }
}
