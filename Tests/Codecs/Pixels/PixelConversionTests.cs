using System.Buffers.Binary;
using Scanout.Codecs.Pixels;

namespace Scanout.Tests.Codecs.Pixels;

[Trait("Category", "Kernels")]
public sealed class PixelConversionTests
{
    static readonly int[] Widths = [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 100, 1366, 1920];

    public static TheoryData<string> EveryFormat => ScalarPixels.EveryFormat;

    [Fact]
    public void The_oracle_knows_the_formats_that_the_code_knows() =>
        Assert.Equal(ScalarPixels.Names.Order(), PixelFormat.All.Select(format => format.ToString()).Order());

    [Theory]
    [MemberData(nameof(EveryFormat))]
    public void A_format_sees_the_bits_of_its_colours(string name)
    {
        Assert.Equal(ScalarPixels.SeenBits(name), ScalarPixels.Find(name).CompareMask);
        Assert.Equal(ScalarPixels.BytesPerPixel(name), ScalarPixels.Find(name).BytesPerPixel);
    }

    [Theory]
    [MemberData(nameof(EveryFormat))]
    public void Rows_of_any_width_become_what_the_definition_says(string name)
    {
        var random = new Random(1);
        foreach (var width in Widths)
            CheckRow(name, random, width, PixelConversion.ToBgrx, ScalarPixels.Bgrx);
    }

    [Theory]
    [MemberData(nameof(EveryFormat))]
    public void A_cursor_keeps_the_alpha_that_its_format_has(string name)
    {
        var random = new Random(2);
        foreach (var width in Widths)
            CheckRow(name, random, width, PixelConversion.ToBgra, ScalarPixels.Bgra);
    }

    [Theory]
    [InlineData("RG16")]
    [InlineData("BG16")]
    [InlineData("XR15")]
    public void Every_pixel_of_two_bytes_is_widened_by_repeating_its_bits(string name)
    {
        var source = new byte[65536 * 2];
        for (var pixel = 0; pixel < 65536; pixel++)
            BinaryPrimitives.WriteUInt16LittleEndian(source.AsSpan(pixel * 2), (ushort)pixel);
        var destination = new byte[65536 * 4];

        PixelConversion.ToBgrx(ScalarPixels.Find(name), source, destination);

        for (var pixel = 0; pixel < 65536; pixel++)
            Assert.Equal(ScalarPixels.Bgrx(name, (uint)pixel), BinaryPrimitives.ReadUInt32LittleEndian(destination.AsSpan(pixel * 4)));
    }

    [Fact]
    public void White_of_five_and_six_bits_is_white_and_ten_bits_lose_their_low_two()
    {
        Assert.Equal([0xFF, 0xFF, 0xFF, 0xFF], Bgrx(PixelFormat.Rg16, [0xFF, 0xFF]));
        Assert.Equal([0x84, 0x82, 0x84, 0xFF], Bgrx(PixelFormat.Rg16, [0x10, 0x84]));
        Assert.Equal([0x01, 0x80, 0x7F, 0xFF], Bgrx(PixelFormat.Xr30, [0x07, 0x08, 0xF8, 0x1F]));
    }

    [Theory]
    [MemberData(nameof(EveryFormat))]
    public void A_block_is_converted_row_by_row_and_nothing_beside_it_is_written(string name)
    {
        const int Width = 37, Rows = 5, DestinationStride = Width * 4 + 13;
        var format = ScalarPixels.Find(name);
        var sourceStride = Width * format.BytesPerPixel + 7;
        using var guarded = new GuardedBytes(sourceStride * (Rows - 1) + Width * format.BytesPerPixel);
        new Random(3).NextBytes(guarded.Span);
        var destination = new byte[DestinationStride * Rows];
        destination.AsSpan().Fill(0x5A);

        PixelConversion.ToBgrx(format, guarded.Span, sourceStride, destination, DestinationStride, Width, Rows);

        for (var row = 0; row < Rows; row++)
        {
            for (var x = 0; x < Width; x++)
                Assert.Equal(
                    ScalarPixels.Bgrx(name, ScalarPixels.LittleEndian(
                        guarded.Span.Slice(row * sourceStride + x * format.BytesPerPixel, format.BytesPerPixel))),
                    BinaryPrimitives.ReadUInt32LittleEndian(destination.AsSpan(row * DestinationStride + x * 4)));
            var beside = destination.AsSpan(row * DestinationStride + Width * 4, DestinationStride - Width * 4);
            Assert.Equal(-1, beside.IndexOfAnyExcept((byte)0x5A));
        }
    }

    [Theory]
    [MemberData(nameof(EveryFormat))]
    public void A_source_or_destination_that_is_too_short_is_refused(string name)
    {
        var format = ScalarPixels.Find(name);
        var bytes = format.BytesPerPixel;
        Assert.Throws<ArgumentException>(() => PixelConversion.ToBgrx(format, new byte[10 * bytes - 1], new byte[40]));
        Assert.Throws<ArgumentException>(() => PixelConversion.ToBgra(format, new byte[10 * bytes - 1], new byte[40]));
        Assert.Throws<ArgumentException>(() =>
            PixelConversion.ToBgrx(format, new byte[100 * bytes], 10 * bytes, new byte[399], 40, 10, 10));
        Assert.Throws<ArgumentException>(() =>
            PixelConversion.ToBgrx(format, new byte[100 * bytes], 10 * bytes + 1, new byte[400], 40, 10, 10));
    }

    [Fact]
    public void No_pixels_are_no_work() => PixelConversion.ToBgrx(PixelFormat.Xr24, [], []);

    static byte[] Bgrx(PixelFormat format, byte[] pixel)
    {
        var destination = new byte[4];
        PixelConversion.ToBgrx(format, pixel, destination);
        return destination;
    }

    static void CheckRow(string name, Random random, int width, Conversion convert, Func<string, uint, uint> expected)
    {
        var format = ScalarPixels.Find(name);
        using var source = new GuardedBytes(width * format.BytesPerPixel);
        using var destination = new GuardedBytes(width * 4);
        random.NextBytes(source.Span);

        convert(format, source.Span, destination.Span);

        for (var x = 0; x < width; x++)
        {
            var pixel = ScalarPixels.LittleEndian(source.Span.Slice(x * format.BytesPerPixel, format.BytesPerPixel));
            var got = BinaryPrimitives.ReadUInt32LittleEndian(destination.Span[(x * 4)..]);
            Assert.True(expected(name, pixel) == got, $"{name}, pixel {x} of {width}: {pixel:X8} became {got:X8}");
        }
    }

    delegate void Conversion(PixelFormat format, ReadOnlySpan<byte> source, Span<byte> destination);
}
