using Scanout.Codecs.Edid;

namespace Scanout.Tests.Codecs.Edid;

public sealed class EdidWriterTests
{
    [Fact]
    public void The_base_block_of_a_known_size_is_known_to_the_byte()
    {
        var edid = Made(1920, 1080);
        Assert.Equal(
            "00FFFFFFFFFFFF00" + "4C75" + "0100" + "00000000" + "FF23" + "0104" // header, SCU, product, serial, model year 2025, 1.4
            + "A0331D7806" + "EE91A3544C99260F5054" + "210800" // digital 51 × 29 cm, sRGB; 640 × 480, 800 × 600, 1024 × 768
            + "D1C0B300A9C0950081808100" + "81C0" + "0101" // 1920 × 1080 down to 1280 × 720, and what is left of eight
            + "293680A070381F4030203500FC1E1100001A" // 138.65 MHz, 1920 + 160, 1080 + 31, 48, 32, 3, 5, 508 × 286 mm
            + "000000FD00324B1F4B14010A202020202020" // 50 to 75 Hz, 31 to 75 kHz, 200 MHz
            + "000000FC005363616E6F75740A2020202020"
            + "000000100000000000000000000000000000" + "00",
            Convert.ToHexString(edid.AsSpan(0, 127)));
        Assert.Equal(0, edid.Sum(value => value) % 256);
    }

    [Fact]
    public void What_a_descriptor_can_not_hold_is_in_a_DisplayID_section()
    {
        var edid = Made(5120, 2880);
        Assert.Equal(256, edid.Length);
        Assert.Equal(1, edid[126]);
        var at = edid.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x03, 0x00, 0x14]);
        Assert.Equal(
            "8B6E01" + "88" + "FF13" + "9F00" + "2F80" + "1F00" + "3F0B" + "5100" + "0200" + "0400",
            Convert.ToHexString(edid.AsSpan(at + 3, 20)));
        Assert.Equal("70134903", Convert.ToHexString(edid.AsSpan(128, 4)));
        Assert.Equal(0, edid.AsSpan(129, 5 + 0x49).ToArray().Sum(value => value) % 256);
    }

    [Theory]
    [InlineData(64, 64), InlineData(65, 67), InlineData(320, 240), InlineData(640, 480), InlineData(701, 1000), InlineData(1366, 768)]
    [InlineData(1920, 1080), InlineData(1440, 3440), InlineData(3840, 2160), InlineData(4095, 2304), InlineData(4096, 2160)]
    [InlineData(64, 4095), InlineData(64, 4096), InlineData(4095, 4095), InlineData(7680, 4320), InlineData(16384, 16384)]
    [InlineData(16384, 64), InlineData(64, 16384), InlineData(16383, 8191)]
    public void The_preferred_size_is_exactly_the_wished_one_at_about_60_Hz(int width, int height)
    {
        Assert.Null(EdidReader.Read(Made(width, height), out var preferred));
        Assert.Equal((width, height), (preferred.WidthPixels, preferred.HeightPixels));
        Assert.Equal(ReducedBlanking.Of(width, height), preferred);
        Assert.InRange(preferred.RefreshHertz, 59.9, 60.000001);
    }

    [Fact]
    public void Every_size_is_read_back()
    {
        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            var (width, height) = (random.Next(64, round % 2 == 0 ? 4200 : 16385), random.Next(64, round % 2 == 0 ? 4200 : 16385));
            Assert.Null(EdidReader.Read(Made(width, height), out var preferred));
            Assert.Equal(ReducedBlanking.Of(width, height), preferred);
            Assert.InRange(preferred.RefreshHertz, 59.9, 60.000001);
        }
    }

    [Theory]
    [InlineData(63, 480, 0, 0, 256, "63 × 480 is not within 64 and 16384")]
    [InlineData(640, 16385, 0, 0, 256, "640 × 16385 is not within 64 and 16384")]
    [InlineData(int.MinValue, -1, 0, 0, 256, "not within")]
    [InlineData(1921, 1080, 1920, 1080, 256, "1921 × 1080 is more than the device's 1920 × 1080")]
    [InlineData(1920, 1081, 0, 1080, 256, "1920 × 1081 is more than the device's any × 1080")]
    [InlineData(1920, 1080, 0, 0, 127, "has 128 bytes, and the device takes 127")]
    [InlineData(5120, 2880, 0, 0, 128, "has 256 bytes, and the device takes 128")]
    public void What_can_not_be_is_refused_with_the_reason(
        int width, int height, int maxWidth, int maxHeight, int destinationBytes, string reason)
    {
        var destination = new byte[destinationBytes];
        var refusal = EdidWriter.Write(width, height, maxWidth, maxHeight, destination, out var bytes);
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
        Assert.Equal(0, bytes);
        Assert.DoesNotContain(destination, value => value != 0);
    }

    [Fact]
    public void Whatever_was_in_the_destination_is_overwritten_and_nothing_behind_it_is_touched()
    {
        var destination = Enumerable.Repeat((byte)0xCC, 300).ToArray();
        Assert.Null(EdidWriter.Write(1024, 768, 1024, 768, destination, out var bytes));
        Assert.Equal(128, bytes);
        Assert.Equal(Made(1024, 768), destination[..128]);
        Assert.DoesNotContain(destination[128..], value => value != 0xCC);

        Assert.Null(EdidWriter.Write(7680, 4320, 0, 0, destination, out bytes));
        Assert.Equal(256, bytes);
        Assert.Equal(Made(7680, 4320), destination[..256]);
    }

    [Theory]
    [InlineData(639, 480, 0x00, 0x00, 0)]
    [InlineData(640, 480, 0x20, 0x00, 0)]
    [InlineData(1280, 720, 0x21, 0x00, 1)]
    [InlineData(1280, 1024, 0x21, 0x08, 3)]
    [InlineData(1080, 1920, 0x21, 0x08, 0)]
    [InlineData(1920, 1200, 0x21, 0x08, 8)]
    [InlineData(16384, 16384, 0x21, 0x08, 8)]
    public void Usual_modes_are_offered_where_they_fit_into_the_wished_size(int width, int height, byte first, byte second, int standard)
    {
        var edid = Made(width, height);
        Assert.Equal((first, second), (edid[35], edid[36]));
        Assert.Equal(standard, Enumerable.Range(0, 8).Count(i => (edid[38 + 2 * i], edid[39 + 2 * i]) != (1, 1)));
    }

    static byte[] Made(int width, int height)
    {
        var edid = new byte[EdidWriter.MaxBytes];
        Assert.Null(EdidWriter.Write(width, height, 0, 0, edid, out var bytes));
        return edid[..bytes];
    }
}
