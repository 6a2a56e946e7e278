namespace Scanout.Benchmarks.Vnc.Scenes;

/// <summary>A terminal over the whole screen in which a long listing runs through, three lines a frame.</summary>
sealed class ScrollingText : IScene
{
    const int LinesPerStep = 3;
    const int Lines = IScene.Height / TerminalFont.CellHeight;
    const uint Background = 0x1E1E2E;

    static readonly Area[] Whole = [new(0, 0, IScene.Width, IScene.Height)];

    int nextLine;

    public void Begin(Span<uint> pixels)
    {
        nextLine = 0;
        for (var row = 0; row < Lines; row++)
            DrawNext(pixels, row);
    }

    public ReadOnlySpan<Area> Step(Span<uint> pixels)
    {
        const int Shift = LinesPerStep * TerminalFont.CellHeight * IScene.Width;
        pixels[Shift..].CopyTo(pixels);
        for (var row = Lines - LinesPerStep; row < Lines; row++)
            DrawNext(pixels, row);
        return Whole;
    }

    void DrawNext(Span<uint> pixels, int row)
    {
        var y = row * TerminalFont.CellHeight;
        pixels.Slice(y * IScene.Width, TerminalFont.CellHeight * IScene.Width).Fill(Background);
        var x = 0;
        foreach (var (text, colour) in Listing.Line(nextLine++))
        {
            var fitting = text.AsSpan(0, Math.Min(text.Length, (IScene.Width - x) / TerminalFont.CellWidth));
            TerminalFont.Draw(fitting, pixels, IScene.Width, x, y, colour, Background);
            x += fitting.Length * TerminalFont.CellWidth;
        }
    }
}
