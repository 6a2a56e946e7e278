using System.Buffers;
using Scanout.Codecs.Rfb;

namespace Scanout.Tests.Codecs.Rfb;

/// <summary>Every encoding, in every client's format, gives back the picture as far as the format can hold it.</summary>
public sealed class EncodingTests
{
    static readonly (int Width, int Height)[] Sizes = [(1, 1), (1, 64), (3, 2), (63, 65), (64, 64), (257, 33), (700, 3)];

    static readonly int[] Encodings = 
        [RfbEncoding.Raw, RfbEncoding.Rre, RfbEncoding.Hextile, RfbEncoding.Zlib, RfbEncoding.Tight, RfbEncoding.Trle, RfbEncoding.Zrle];

    public static TheoryData<int, string> EncodingsAndFormats
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var encoding in Encodings)
                foreach (var format in TestPictures.Formats.Keys)
                    data.Add(encoding, format);
            return data;
        }
    }

    /// <summary>All pictures in all sizes through one writer and one decoder: the streams last.</summary>
    [Theory, MemberData(nameof(EncodingsAndFormats))]
    public void The_picture_comes_back_exactly(int encoding, string formatName)
    {
        var format = TestPictures.Formats[formatName];
        var pixels = new ClientPixels(format);
        var (encoder, writer) = (new RfbBlockEncoder(), new RfbBlockWriter());
        using var input = new MemoryStream();
        using var decoder = new RfbDecoder(format, input);
        foreach (var (width, height) in Sizes)
            foreach (var name in TestPictures.Names)
            {
                var picture = TestPictures.Make(name, width, height);
                decoder.SetSize(width, height);
                var isThorough = name.Length % 2 == 0;
                var rectangles = Write(encoder, writer, encoding, pixels, isThorough, picture, width, height, out var bytes);
                input.SetLength(0);
                input.Write(bytes.WrittenSpan);
                input.Position = 0;
                for (var i = 0; i < rectangles; i++)
                    decoder.ReadRectangle();
                Assert.True(input.Position == input.Length, $"{name} {width}×{height}: {input.Length - input.Position} bytes are left");
                var expected = Array.ConvertAll(picture, pixel => TestPictures.Quantise(pixel, format));
                Assert.True(expected.AsSpan().SequenceEqual(decoder.Picture), $"{name} {width}×{height} differs");
            }
    }

    [Theory, InlineData(RfbEncoding.Zrle), InlineData(RfbEncoding.Tight)]
    public void Text_is_far_smaller_than_its_pixels(int encoding)
    {
        var text = TestPictures.Make("text", 256, 64);
        Write(new(), new(), encoding, new ClientPixels(RfbPixelFormat.Bgrx8888), false, text, 256, 64, out var bytes);
        Assert.InRange(bytes.WrittenCount, 1, text.Length * 4 / 20);
    }

    [Fact]
    public void A_block_that_was_made_once_is_right_in_every_viewers_stream()
    {
        var pixels = new ClientPixels(RfbPixelFormat.Bgrx8888);
        var encoder = new RfbBlockEncoder();
        foreach (var encoding in (int[])[RfbEncoding.Zrle, RfbEncoding.Tight, RfbEncoding.Zlib])
        {
            var pictures = TestPictures.Names.Select(name => TestPictures.Make(name, 64, 64)).ToList();
            var blocks = pictures.Select(picture => encoder.Encode(encoding, pixels, false, picture, 64, 64, 64)).ToList();
            for (var viewer = 0; viewer < 4; viewer++)
            {
                var random = new Random(viewer);
                var writer = new RfbBlockWriter();
                using var input = new MemoryStream();
                using var decoder = new RfbDecoder(RfbPixelFormat.Bgrx8888, input);
                decoder.SetSize(64, 64);
                for (var i = 0; i < 60; i++)
                {
                    var which = random.Next(blocks.Count);
                    var output = new ArrayBufferWriter<byte>();
                    writer.Write(output, 0, 0, 64, 64, blocks[which]);
                    input.SetLength(0);
                    input.Write(output.WrittenSpan);
                    input.Position = 0;
                    decoder.ReadRectangle();
                    var expected = Array.ConvertAll(pictures[which], pixel => pixel & 0xFFFFFF);
                    Assert.True(expected.AsSpan().SequenceEqual(decoder.Picture));
                }
            }
        }
    }

    [Fact]
    public void A_photograph_and_noise_are_for_jpeg_and_what_was_drawn_is_not()
    {
        var scan = new BlockScan();
        foreach (var name in TestPictures.Names.Except(["mixed", "257 colours"]))
            Assert.Equal(name is "noise" or "gradient", scan.IsPhotographic(TestPictures.Make(name, 64, 64), 64, 64, 64));
    }

    /// <summary>Cuts the picture into blocks; says how many.</summary>
    static int Write(
        RfbBlockEncoder encoder, RfbBlockWriter writer, int encoding, ClientPixels pixels, bool isThorough, uint[] picture, int width, int height,
        out ArrayBufferWriter<byte> output)
    {
        output = new ArrayBufferWriter<byte>();
        var count = 0;
        for (var y = 0; y < height; y += 64)
            for (var x = 0; x < width; x += 64, count++)
            {
                var (blockWidth, blockHeight) = (Math.Min(64, width - x), Math.Min(64, height - y));
                var block = encoder.Encode(encoding, pixels, isThorough, picture.AsSpan(y * width + x), width, blockWidth, blockHeight);
                writer.Write(output, x, y, blockWidth, blockHeight, block);
            }
        return count;
    }
}
