using Scanout.Codecs.Text;

namespace Scanout.Tests.Codecs.Text;

public sealed class RectangleTests
{
    [Theory]
    [InlineData(0x000000u, 36), InlineData(0xFFFFFFu, 255), InlineData(0x1080F0u, 128), InlineData(0x402010u, 0)]
    public void A_blend_lies_between_what_is_there_and_the_colour_and_touches_nothing_else(uint colour, int opacity)
    {
        const int width = 7, height = 6;
        var before = new byte[width * height * 4];
        new Random(opacity).NextBytes(before);
        var bgrx = before.ToArray();
        Rectangle.Blend(bgrx, width, height, width * 4, 4, -2, 20, 5, colour, opacity);
        for (var i = 0; i < bgrx.Length; i++)
        {
            var (x, y, channel) = (i / 4 % width, i / 4 / width, i % 4);
            var towards = (byte)(colour >> channel * 8);
            Assert.Equal(x >= 4 && y < 3 && channel < 3 ? before[i] + (towards - before[i]) * opacity / 255 : before[i], bgrx[i]);
        }
    }

    [Fact]
    public void What_lies_outside_is_left_out()
    {
        var bgrx = new byte[4 * 4 * 4];
        Rectangle.Blend(bgrx, 4, 4, 16, 9, 1, 5, 5, 0xFFFFFF, 255);
        Rectangle.Fill(bgrx, 4, 4, 16, -9, 1, 5, 5, 0xFFFFFF);
        Assert.Equal(new byte[bgrx.Length], bgrx);
    }
}
