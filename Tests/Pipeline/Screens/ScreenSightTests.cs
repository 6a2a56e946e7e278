using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Screens;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Screens;

public sealed class ScreenSightTests
{
    const uint Grey = 0xFFAAAAAA;
    static readonly ScreenSettings Settings = new();

    [Theory]
    [InlineData(0x00000000u, true)]
    [InlineData(0xFF000000u, true)]
    [InlineData(0xFF101010u, true)]
    [InlineData(0xFF110000u, false)]
    [InlineData(0xFF001100u, false)]
    [InlineData(0xFF000011u, false)]
    public void A_picture_is_black_where_no_channel_of_its_pixels_is_bright(uint colour, bool isBlack)
    {
        using var desktop = Plain(800, 600, colour);
        Assert.Equal(new ScreenSight(true, isBlack, IsText: false), SightOf(desktop));
    }

    [Fact]
    public void An_underscore_on_black_is_black_and_a_login_prompt_is_text()
    {
        using var desktop = Plain(720, 400, 0);
        desktop.Fill(new PixelRectangle(0, 13, 9, 2), Grey);
        Assert.True(SightOf(desktop).IsBlack);
        Write(desktop, 9, 0, 0, 12);
        Assert.Equal(new ScreenSight(true, IsBlack: false, IsText: true), SightOf(desktop));
    }

    [Theory]
    [InlineData(640, 480, 8)]
    [InlineData(1024, 768, 8)]
    [InlineData(1920, 1080, 8)]
    [InlineData(720, 400, 9)]
    public void A_console_is_known_by_its_cells_or_by_its_mode(int width, int height, int cellWidth)
    {
        using var desktop = Plain(width, height, 0xFF0000AA);
        for (var row = 0; row < 20; row++)
            Write(desktop, cellWidth, row, row % 5, 60);
        Assert.Equal(new ScreenSight(true, IsBlack: false, IsText: true), SightOf(desktop));
    }

    [Fact]
    public void Many_colours_or_many_in_a_cell_are_no_console()
    {
        using var photograph = Plain(640, 400, 0);
        photograph.Noise(new PixelRectangle(0, 0, 640, 400));
        Assert.False(SightOf(photograph).IsText);

        using var drawing = Plain(800, 600, 0);
        for (var x = 0; x < 800; x += 6)
            drawing.Fill(new PixelRectangle(x, 0, 2, 600), x % 12 == 0 ? 0xFF0000FF : 0xFF00FF00);
        Assert.False(SightOf(drawing).IsText);

        using var blank = Plain(640, 480, 0xFF008080);
        Assert.Equal(new ScreenSight(true, false, false), SightOf(blank));
    }

    [Fact]
    public void A_notice_is_no_signal()
    {
        using var desktop = Plain(640, 480, Grey);
        desktop.Surface.ShowNotice("no signal", "vm");
        using var held = new HeldFrame(desktop.Surface);
        Assert.Equal(default, ScreenSight.Of(held.Frame, Settings));
    }

    static PaintedDesktop Plain(int width, int height, uint colour)
    {
        var desktop = new PaintedDesktop(width, height);
        desktop.Fill(new PixelRectangle(0, 0, width, height), colour);
        desktop.Publish();
        return desktop;
    }

    /// <summary>Blocks for characters, as a font has them: within their cells, in one colour.</summary>
    static void Write(PaintedDesktop desktop, int cellWidth, int row, int first, int count)
    {
        for (var column = first; column < first + count; column++)
            desktop.Fill(new PixelRectangle(column * cellWidth + 1, row * 16 + 3, 3 + column % 4, 9), Grey);
    }

    static ScreenSight SightOf(PaintedDesktop desktop)
    {
        desktop.Publish();
        using var held = new HeldFrame(desktop.Surface);
        return ScreenSight.Of(held.Frame, Settings);
    }
}
