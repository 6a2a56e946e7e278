using Scanout.Codecs.Text;

namespace Scanout.Tests.Codecs.Text;

public sealed class TextTests
{
    [Fact]
    public void Every_printable_character_has_a_glyph_of_its_own()
    {
        var drawn = Enumerable.Range(' ', '~' - ' ' + 1).Select(code => Convert.ToHexString(Draw($"{(char)code}"))).ToList();
        Assert.Equal(drawn.Count, drawn.Distinct().Count());
        Assert.Equal(-1, Draw(" ").AsSpan().IndexOfAnyExcept((byte)0));
        Assert.Equal(Draw("é"), Draw("\u0007"));
        Assert.DoesNotContain(Convert.ToHexString(Draw("é")), drawn);
    }

    [Fact]
    public void Text_that_leaves_the_picture_is_cut()
    {
        for (var x = -40; x < 40; x += 7)
            for (var y = -40; y < 40; y += 7)
                BitmapFont.Draw("Scanout", new byte[20 * 15 * 4], 20, 15, 80, x, y, 0xFFFFFF, scale: 3);
    }

    [Fact]
    public void Darkening_leaves_a_quarter_of_each_channel()
    {
        var pixels = Enumerable.Range(0, 256 * 4).Select(i => (byte)i).ToArray();
        var darkened = pixels.ToArray();
        Notice.Darken(darkened);
        for (var i = 0; i < pixels.Length; i++)
            Assert.Equal(i % 4 == 3 ? 255 : pixels[i] >> 2, darkened[i]);
    }

    [Theory]
    [InlineData(1, 1), InlineData(20, 400), InlineData(320, 200), InlineData(1920, 1080), InlineData(3840, 2160)]
    public void A_notice_is_drawn_in_the_middle_of_any_picture(int width, int height)
    {
        var pixels = new byte[width * height * 4];
        Notice.Draw(pixels, width, height, width * 4, "no signal", string.Join(' ', Enumerable.Repeat("a long explanation", 40)));
        Assert.NotEqual(0, pixels[(height / 2 * width + width / 2) * 4] | pixels[(height / 2 * width + width / 2) * 4 + 1]);
        if (width >= 320)
            Assert.Equal(0, pixels[0]);
    }

    static byte[] Draw(string text)
    {
        var pixels = new byte[BitmapFont.CellWidth * BitmapFont.CellHeight * 4];
        BitmapFont.Draw(text, pixels, BitmapFont.CellWidth, BitmapFont.CellHeight, BitmapFont.CellWidth * 4, 0, 0, 0xFFFFFF);
        return pixels;
    }
}
