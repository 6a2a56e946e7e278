namespace Scanout.Benchmarks.Vnc.Scenes;

/// <summary>A window of 640 by 480 with text in it, dragged about over a photograph.</summary>
sealed class DraggedWindow : IScene
{
    const int Width = 640;
    const int Height = 480;
    const int TitleHeight = 28;
    const uint Paper = 0xFAFAFA;
    const uint Ink = 0x202020;
    const uint Title = 0x3A6EA5;

    readonly uint[] background = Landscape.Paint(IScene.Width, IScene.Height);
    readonly uint[] window = PaintWindow();
    readonly Area[] damage = new Area[2];
    int step;

    public void Begin(Span<uint> pixels)
    {
        step = 0;
        background.CopyTo(pixels);
        Put(window, Width, new(0, 0, Width, Height), pixels, Place());
    }

    public ReadOnlySpan<Area> Step(Span<uint> pixels)
    {
        var old = Place();
        Put(background, IScene.Width, old, pixels, old);
        step++;
        var now = Place();
        Put(window, Width, new(0, 0, Width, Height), pixels, now);
        (damage[0], damage[1]) = (old, now);
        return damage;
    }

    /// <summary>Along a curve without an end, some ten pixels a step.</summary>
    Area Place() => new(
        (int)((IScene.Width - Width) * (0.5 + 0.49 * Math.Sin(step * 0.0137))),
        (int)((IScene.Height - Height) * (0.5 + 0.49 * Math.Sin(step * 0.0211))), Width, Height);

    static void Put(ReadOnlySpan<uint> source, int stridePixels, Area from, Span<uint> pixels, Area to)
    {
        for (var row = 0; row < to.Height; row++)
            source.Slice((from.Y + row) * stridePixels + from.X, to.Width).CopyTo(pixels[((to.Y + row) * IScene.Width + to.X)..]);
    }

    static uint[] PaintWindow()
    {
        var pixels = new uint[Width * Height];
        pixels.AsSpan().Fill(Paper);
        pixels.AsSpan(0, TitleHeight * Width).Fill(Title);
        TerminalFont.Draw("listing.txt", pixels, Width, 8, 5, Paper, Title);
        for (var (line, y) = (3, TitleHeight + 6); y + TerminalFont.CellHeight < Height; line++, y += TerminalFont.CellHeight)
        {
            var text = string.Concat(Listing.Line(line).Select(part => part.Text));
            var fitting = text.AsSpan(0, Math.Min(text.Length, (Width - 16) / TerminalFont.CellWidth));
            TerminalFont.Draw(fitting, pixels, Width, 8, y, Ink, Paper);
        }
        for (var y = 0; y < Height; y++)
            pixels[y * Width] = pixels[y * Width + Width - 1] = Title;
        pixels.AsSpan((Height - 1) * Width).Fill(Title);
        return pixels;
    }
}
