using System.Buffers;
using System.Numerics;
using Scanout.Codecs.Rfb;

namespace Scanout.Tests.Codecs.Rfb;

/// <summary>Every encoding, in every client's format, gives back the picture as far as the format can hold it.</summary>
public sealed class EncodingTests
{
    static readonly Dictionary<string, RfbPixelFormat> Formats = new()
    {
        ["rgb888"] = RfbPixelFormat.Bgrx8888,
        ["bgr888"] = new(32, 24, false, true, 255, 255, 255, 0, 8, 16),
        ["rgb888 big endian"] = new(32, 24, true, true, 255, 255, 255, 16, 8, 0),
        ["rgb888 high"] = new(32, 24, false, true, 255, 255, 255, 24, 16, 8),
        ["rgb888 high big endian"] = new(32, 24, true, true, 255, 255, 255, 24, 16, 8),
        ["rgb888 depth 32"] = new(32, 32, false, true, 255, 255, 255, 16, 8, 0),
        ["rgb101010"] = new(32, 30, false, true, 1023, 1023, 1023, 20, 10, 0),
        ["rgb666"] = new(32, 18, false, true, 63, 63, 63, 12, 6, 0),
        ["rgb565"] = new(16, 16, false, true, 31, 63, 31, 11, 5, 0),
        ["rgb565 big endian"] = new(16, 16, true, true, 31, 63, 31, 11, 5, 0),
        ["rgb555"] = new(16, 15, false, true, 31, 31, 31, 10, 5, 0),
        ["bgr233"] = RfbPixelFormat.Bgr233,
        ["rgb332"] = new(8, 8, false, true, 7, 7, 3, 5, 2, 0),
        ["rgb111"] = new(8, 3, false, true, 1, 1, 1, 2, 1, 0),
    };

    static readonly (int Width, int Height)[] Sizes = [(1, 1), (1, 64), (3, 2), (63, 65), (64, 64), (257, 33), (700, 3)];

    static readonly string[] Pictures = ["1 colour", "2 colours", "5 colours", "16 colours", "17 colours", "127 colours", "128 colours",
        "256 colours", "257 colours", "white", "text", "gradient", "noise", "runs", "mixed"];

    static readonly int[] Encodings = [RfbEncoding.Raw, RfbEncoding.Zlib, RfbEncoding.Tight, RfbEncoding.Zrle];

    public static TheoryData<int, string> EncodingsAndFormats
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var encoding in Encodings)
                foreach (var format in Formats.Keys)
                    data.Add(encoding, format);
            return data;
        }
    }

    /// <summary>All pictures in all sizes through one writer and one decoder: the streams last.</summary>
    [Theory, MemberData(nameof(EncodingsAndFormats))]
    public void The_picture_comes_back_exactly(int encoding, string formatName)
    {
        var format = Formats[formatName];
        var pixels = new ClientPixels(format);
        var (encoder, writer) = (new RfbBlockEncoder(), new RfbBlockWriter());
        using var input = new MemoryStream();
        using var decoder = new RfbDecoder(format, input);
        foreach (var (width, height) in Sizes)
            foreach (var name in Pictures)
            {
                var picture = Make(name, width, height);
                decoder.SetSize(width, height);
                var isThorough = name.Length % 2 == 0;
                var rectangles = Write(encoder, writer, encoding, pixels, isThorough, picture, width, height, out var bytes);
                input.SetLength(0);
                input.Write(bytes.WrittenSpan);
                input.Position = 0;
                for (var i = 0; i < rectangles; i++)
                    decoder.ReadRectangle();
                Assert.True(input.Position == input.Length, $"{name} {width}×{height}: {input.Length - input.Position} bytes are left");
                var expected = Array.ConvertAll(picture, pixel => Quantise(pixel, format));
                Assert.True(expected.AsSpan().SequenceEqual(decoder.Picture), $"{name} {width}×{height} differs");
            }
    }

    [Theory, InlineData(RfbEncoding.Zrle), InlineData(RfbEncoding.Tight)]
    public void Text_is_far_smaller_than_its_pixels(int encoding)
    {
        var text = Make("text", 256, 64);
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
            var pictures = Pictures.Select(name => Make(name, 64, 64)).ToList();
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
        var encoder = new RfbBlockEncoder();
        foreach (var name in Pictures.Except(["mixed"]))
            Assert.Equal(name is "noise" or "gradient" or "257 colours", encoder.IsPhotographic(Make(name, 64, 64), 64, 64, 64));
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

    /// <summary>What is left of a colour in a format: the top bits of each channel.</summary>
    static uint Quantise(uint pixel, RfbPixelFormat format) =>
        Keep(pixel >> 16, format.RedMax) << 16 | Keep(pixel >> 8, format.GreenMax) << 8 | Keep(pixel, format.BlueMax);

    static uint Keep(uint value, int max) => value & 0xFF & (uint)(0xFF << Math.Max(0, 8 - BitOperations.PopCount((uint)max)));

    static uint[] Make(string name, int width, int height)
    {
        var random = new Random(width * 1000 + height);
        var colours = int.TryParse(name.Split(' ')[0], out var count) ? count : 0;
        var palette = Enumerable.Range(0, Math.Max(1, colours)).Select(i => (uint)(i * 0x01030507 + 0x102030) | 0xFF000000).ToArray();
        var picture = new uint[width * height];
        for (var i = 0; i < picture.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            picture[i] = 0xFF000000 | name switch
            {
                "white" => 0xFFFFFFu,
                "text" => (x / 2 * 7 + y / 3 * 13) % 11 < 2 && y % 16 > 3 ? 0xE0E0E0u : 0x101010u,
                "gradient" => (uint)((x & 0xFF) << 16 | (y * 3 & 0xFF) << 8 | (x + y & 0xFF)),
                "noise" => (uint)random.Next(1 << 24),
                "runs" => (uint)(i / 300 * 0x123457 & 0xFFFFFF),
                "mixed" => x < width / 2 ? 0x204060u : (uint)random.Next(1 << 24),
                _ => i < palette.Length ? palette[i] & 0xFFFFFF : palette[random.Next(palette.Length)] & 0xFFFFFF,
            };
        }
        return picture;
    }
}
