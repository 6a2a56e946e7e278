using Scanout.Codecs.Spice;
using Scanout.Tests.Support.Spice;

namespace Scanout.Tests.Codecs.Spice;

public sealed class LzImageTests
{
    const byte LzRgb = (byte)SpiceImageType.LzRgb;

    public static TheoryData<string> Names => [.. Pictures.Names];

    [Theory, MemberData(nameof(Names))]
    public void Every_picture_comes_back(string name)
    {
        foreach (var (width, height) in Pictures.Sizes)
        {
            var picture = Pictures.Make(name, width, height);
            AssertComesBack(picture, width, height);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void An_area_within_a_picture_comes_back(string name)
    {
        const int Width = 90, Height = 40;
        var picture = Pictures.Make(name, Width, Height);
        foreach (var (x, y, width, height) in new[] { (1, 1, 63, 30), (89, 0, 1, 40), (0, 39, 90, 1), (10, 10, 5, 5) })
        {
            var tokens = Encode(picture.AsSpan(y * Width + x), Width, width, height);
            var area = Enumerable.Range(y, height).SelectMany(row => picture.AsSpan(row * Width + x, width).ToArray());
            Assert.Equal(Pictures.Seen(area), Decode(tokens, width, height));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Bands_below_one_another_make_one_image(string name)
    {
        const int Width = 130, Height = 150, Band = 64;
        var picture = Pictures.Make(name, Width, Height);
        var tokens = new List<byte>();
        for (var y = 0; y < Height; y += Band)
            tokens.AddRange(Encode(picture.AsSpan(y * Width), Width, Width, Math.Min(Band, Height - y)));
        Assert.Equal(Pictures.Seen(picture), Decode([.. tokens], Width, Height));
    }

    [Fact]
    public void Runs_of_every_length_come_back()
    {
        for (var length = 1; length <= 600; length++)
            AssertComesBack([1, 2, 3, .. Enumerable.Repeat(7u, length), 4, 5], length + 5, 1);
    }

    [Fact]
    public void Literals_of_every_number_come_back()
    {
        for (var length = 1; length <= 100; length++)
            AssertComesBack([.. Enumerable.Range(1, length).Select(i => (uint)i * 0x10203)], 1, length);
    }

    [Fact]
    public void Copies_from_every_distance_about_the_borders_come_back()
    {
        const int Far = 8191 + 65535;
        var random = new Random(9);
        int[] distances = [1, 2, 3, 4, 5, 255, 256, 257, 8189, 8190, 8191, 8192, 8193, 8194, 9000, .. Enumerable.Range(Far - 1, 5)];
        foreach (var distance in distances)
        {
            uint[] word = [.. Enumerable.Range(0, Math.Min(distance, 40)).Select(_ => (uint)random.Next(1 << 24))];
            // A flat stretch between the two, so that the place of the first is still remembered at the second.
            uint[] picture = [.. word, .. Enumerable.Repeat(0x777777u, distance - word.Length), .. word, 1, 2, 3, 4, 5, 6];
            var tokens = AssertComesBack(picture, picture.Length, 1);
            // The second is a match as long as the distance can be told. The flat stretch between them needs a byte for every 255 pixels.
            Assert.Equal(distance > Far + 1, tokens.Length - distance / 255 > 2 * 3 * 40);
        }
    }

    [Fact]
    public void The_byte_that_means_nothing_breaks_no_match()
    {
        var random = new Random(2);
        uint[] picture = [.. Enumerable.Range(0, 4096).Select(_ => 0x336699u | (uint)random.Next(256) << 24)];
        Assert.True(Encode(picture, 64, 64, 64).Length < 64);
    }

    [Fact]
    public void Noise_needs_no_more_than_was_said()
    {
        foreach (var (width, height) in Pictures.Sizes)
        {
            var tokens = Encode(Pictures.Make("noise", width, height), width, width, height);
            Assert.InRange(tokens.Length, 1, SpiceLzImage.MaxTokenBytes(width * height) - 16);
        }
    }

    [Fact]
    public void Pictures_of_text_become_a_tenth()
    {
        var picture = Pictures.Make("text", 640, 480);
        Assert.InRange(Encode(picture, 640, 640, 480).Length, 1, 640 * 480 * 4 / 10);
    }

    [Fact]
    public void Random_pictures_of_few_colours_come_back()
    {
        var random = new Random(11);
        for (var round = 0; round < 500; round++)
        {
            var (width, height, colours) = (random.Next(1, 80), random.Next(1, 80), random.Next(1, 5));
            var picture = new uint[width * height];
            for (var at = 0; at < picture.Length;)
            {
                var (run, from) = (random.Next(1, 30), random.Next(0, at + 1));
                var isCopy = random.Next(2) == 0 && at > 0;
                for (; run > 0 && at < picture.Length; run--, at++)
                    picture[at] = isCopy ? picture[from++] : (uint)random.Next(colours);
            }
            AssertComesBack(picture, width, height);
        }
    }

    [Fact]
    public void Spans_that_are_too_small_are_refused_before_anything_is_written()
    {
        var picture = new uint[64];
        var (tokens, working) = (new byte[SpiceLzImage.MaxTokenBytes(64)], new int[SpiceLzImage.WorkingWords(64)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => SpiceLzImage.Encode(picture, 8, 8, 8, tokens.AsSpan(1), working));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpiceLzImage.Encode(picture, 8, 8, 8, tokens, working.AsSpan(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpiceLzImage.Encode(picture, 7, 8, 8, tokens, working));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpiceLzImage.Encode(picture, 9, 8, 8, tokens, working));
    }

    static byte[] AssertComesBack(uint[] picture, int width, int height)
    {
        var tokens = Encode(picture, width, width, height);
        Assert.Equal(Pictures.Seen(picture), Decode(tokens, width, height));
        return tokens;
    }

    static byte[] Encode(ReadOnlySpan<uint> pixels, int strideWords, int width, int height)
    {
        var tokens = new byte[SpiceLzImage.MaxTokenBytes(width * height)];
        var working = new int[SpiceLzImage.WorkingWords(width * height)];
        working.AsSpan().Fill(int.MaxValue);
        return tokens[..SpiceLzImage.Encode(pixels, strideWords, width, height, tokens, working)];
    }

    static uint[] Decode(byte[] tokens, int width, int height)
    {
        var payload = new byte[SpiceLzImage.HeaderBytes + tokens.Length];
        SpiceLzImage.WriteHeader(payload, width, height, tokens.Length);
        tokens.CopyTo(payload, SpiceLzImage.HeaderBytes);
        var picture = SpiceImageDecoder.Decode(LzRgb, width, height, payload, out var payloadBytes);
        Assert.Equal(payload.Length, payloadBytes);
        return picture;
    }
}
