using System.Buffers;
using Scanout.Benchmarks.Vnc.Viewers;
using Scanout.Codecs.Rfb;

namespace Scanout.Tests.EndToEnd;

/// <summary>The benchmark's viewer must find the end of what it does not decode: a byte off, and it would count rubbish.</summary>
public sealed class UpdateSkipperTests
{
    const int Width = 60;
    const int Height = 63;

    readonly ArrayBufferWriter<byte> output = new();
    readonly ClientPixels pixels = new(RfbPixelFormat.Bgrx8888);

    /// <summary>One colour, two, few, many, and smooth: each is another form of Tight and of ZRLE.</summary>
    public static TheoryData<string> Pictures => ["plain", "striped", "chequered", "noisy", "smooth"];

    readonly RfbBlockEncoder encoder = new();
    readonly RfbBlockWriter writer = new();

    void Write(int encoding, string picture, int width, int height) => writer.Write(
        output, 0, 0, width, height, encoder.Encode(encoding, pixels, false, Paint(picture, width, height), width, width, height));

    [Theory]
    [MemberData(nameof(Pictures))]
    public void What_the_encoders_write_is_skipped_to_the_byte(string picture)
    {
        RfbServerMessages.WriteUpdateHeader(output, 5);
        Write(RfbEncoding.Zrle, picture, Width, Height);
        Write(RfbEncoding.Tight, picture, Width, Height);
        // So few bytes that Tight sends them as they are.
        Write(RfbEncoding.Tight, picture, 3, 1);
        RfbServerMessages.WriteCopyRect(output, 0, 0, Width, Height, 5, 5);
        RfbServerMessages.WriteRectangleHeader(output, 0, 0, 4, 2, RfbEncoding.Raw);
        output.Write(new byte[4 * 2 * 4]);

        var update = SkipToTheEnd();
        Assert.Equal(5, update.Rectangles);
        Assert.Equal(1, update.Copies);
        Assert.Equal(3 * Width * Height + 3 + 8, update.Pixels);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(300_000)]
    public void Tights_lengths_have_one_two_or_three_bytes(int length)
    {
        RfbServerMessages.WriteUpdateHeader(output, 1);
        RfbServerMessages.WriteRectangleHeader(output, 0, 0, Width, Height, RfbEncoding.Tight);
        output.Write<byte>([0x90]);
        output.Write(length switch
        {
            < 128 => [(byte)length],
            < 16_384 => [(byte)(length & 0x7F | 0x80), (byte)(length >> 7)],
            _ => (byte[])[(byte)(length & 0x7F | 0x80), (byte)(length >> 7 & 0x7F | 0x80), (byte)(length >> 14)],
        });
        output.Write(new byte[length]);

        Assert.Equal(1, SkipToTheEnd().Jpegs);
    }

    [Fact]
    public void A_cursor_alone_is_no_update_and_the_last_rectangle_ends_one()
    {
        RfbServerMessages.WriteUpdateHeader(output, 1);
        RfbServerMessages.WriteRectangleHeader(output, 1, 1, 17, 3, RfbEncoding.Cursor);
        output.Write(new byte[17 * 3 * 4 + 3 * 3]);
        RfbServerMessages.WriteUpdateHeader(output, 0xFFFF);
        RfbServerMessages.WriteCopyRect(output, 0, 0, 8, 8, 1, 1);
        RfbServerMessages.WriteRectangleHeader(output, 0, 0, 0, 0, RfbEncoding.LastRect);

        Assert.Equal(1, SkipToTheEnd().Rectangles);
    }

    [Fact]
    public void An_encoding_that_was_not_asked_for_is_told()
    {
        RfbServerMessages.WriteUpdateHeader(output, 1);
        RfbServerMessages.WriteRectangleHeader(output, 0, 0, Width, Height, 5);

        Assert.Contains("encoding 5", Assert.Throws<InvalidDataException>(() => SkipToTheEnd()).Message, StringComparison.Ordinal);
    }

    SkippedUpdate SkipToTheEnd()
    {
        using var stream = new MemoryStream(output.WrittenSpan.ToArray());
        var wire = new WireReader(stream);
        var update = new UpdateSkipper(wire).Next(() => { });
        Assert.Equal(stream.Length, wire.Taken);
        return update;
    }

    static uint[] Paint(string picture, int width, int height)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, width * height).Select(i => (X: (uint)(i % width), Y: (uint)(i / width))).Select(at => picture switch
        {
            "plain" => 0x336699u,
            "striped" => at.X % 3 == 0 ? 0x336699u : 0xFFFFFFu,
            "chequered" => (at.X / 4 + at.Y / 4) % 7 * 0x112233,
            "smooth" => at.X << 17 | at.Y << 9 | at.X + at.Y,
            _ => (uint)random.Next(0x1000000),
        })];
    }
}
