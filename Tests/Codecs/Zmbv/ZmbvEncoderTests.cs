using System.Buffers;
using Scanout.Codecs.Zmbv;
using Scanout.Tests.Support;

namespace Scanout.Tests.Codecs.Zmbv;

public sealed class ZmbvEncoderTests
{
    [Theory]
    [InlineData(64, 48), InlineData(1, 1), InlineData(17, 15), InlineData(100, 37), InlineData(333, 250)]
    public void Any_size_is_decoded_to_the_pictures(int width, int height)
    {
        AssertDecodes(width, height, MovingPictures.Noise(width, height, 5));
        AssertDecodes(width, height, MovingPictures.Scrolling(width, height, 12));
    }

    [Fact]
    public void The_first_picture_is_a_key_picture_and_others_when_asked()
    {
        using var encoder = new ZmbvEncoder(32, 32);
        var pictures = MovingPictures.Scrolling(32, 32, 3);
        var output = new ArrayBufferWriter<byte>();
        Assert.True(encoder.Encode(pictures[0], asKey: false, output));
        Assert.False(encoder.Encode(pictures[1], asKey: false, output));
        output.ResetWrittenCount();
        Assert.True(encoder.Encode(pictures[2], asKey: true, output));
        using var decoder = new ReferenceZmbv(32, 32);
        Assert.Equal(MovingPictures.Seen(pictures[2]), decoder.Decode(output.WrittenSpan));
    }

    [Fact]
    public void A_picture_that_rests_costs_next_to_nothing()
    {
        using var encoder = new ZmbvEncoder(640, 480);
        var picture = MovingPictures.Noise(640, 480, 1)[0];
        var output = new ArrayBufferWriter<byte>();
        encoder.Encode(picture, asKey: true, output);
        output.ResetWrittenCount();
        encoder.Encode(picture, asKey: false, output);
        Assert.InRange(output.WrittenCount, 1, 60);
    }

    [Fact]
    public void What_scrolled_is_told_as_movement()
    {
        const int Width = 640, Height = 480;
        using var encoder = new ZmbvEncoder(Width, Height);
        using var decoder = new ReferenceZmbv(Width, Height);
        var output = new ArrayBufferWriter<byte>();
        foreach (var (index, picture) in MovingPictures.Scrolling(Width, Height, 6).Index())
        {
            output.ResetWrittenCount();
            encoder.Encode(picture, asKey: false, output);
            Assert.Equal(MovingPictures.Seen(picture), decoder.Decode(output.WrittenSpan));
            if (index is 1 or 2 or 4 or 5)
                Assert.True(
                    decoder.MovedBlocks > 5 * decoder.XoredBlocks, $"{index}: {decoder.MovedBlocks} moved, {decoder.XoredBlocks} XORed");
        }
    }

    static void AssertDecodes(int width, int height, List<byte[]> pictures)
    {
        using var encoder = new ZmbvEncoder(width, height);
        using var decoder = new ReferenceZmbv(width, height);
        foreach (var (index, picture) in pictures.Index())
        {
            var output = new ArrayBufferWriter<byte>();
            Assert.Equal(index % 5 == 0, encoder.Encode(picture, asKey: index % 5 == 0, output));
            Assert.Equal(MovingPictures.Seen(picture), decoder.Decode(output.WrittenSpan));
        }
    }
}
