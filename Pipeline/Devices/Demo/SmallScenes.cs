namespace Scanout.Pipeline.Devices.Demo;

/// <summary>A terminal that fills the screen and scrolls.</summary>
sealed class TextScene(DemoCanvas canvas, string label) : DemoScene(canvas)
{
    public override void Paint(long step)
    {
        Canvas.Fill(0, 0, Canvas.Width, Canvas.Height, 0x12161B);
        DemoLog.Paint(Canvas, 6, 4, Canvas.Width - 12, Canvas.Height - 22, 200 + step);
        Canvas.Text($"deploy@{label}:~$ ", 6, Canvas.Height - 16, 0x8FD48A);
    }
}

/// <summary>Motion over the whole screen.</summary>
sealed class VideoScene(DemoCanvas canvas) : DemoScene(canvas)
{
    public override void Paint(long step) => Plasma.Paint(Canvas, 0, 0, Canvas.Width, Canvas.Height, step);
}

/// <summary>A login prompt at which nothing happens but that the caret blinks, once a second.</summary>
sealed class IdleScene(DemoCanvas canvas, string label) : DemoScene(canvas)
{
    public override void Paint(long step)
    {
        Canvas.Fill(0, 0, Canvas.Width, Canvas.Height, 0x000000);
        var prompt = $"{label} login: ";
        Canvas.Text("Debian GNU/Linux 12 tty1", 4, 4, 0xC9D1D9);
        Canvas.Text(prompt, 4, 32, 0xC9D1D9);
        if (step / (StepsPerSecond / 2) % 2 == 0)
            Canvas.Fill(4 + prompt.Length * Codecs.Text.BitmapFont.CellWidth, 40, 5, 2, 0xC9D1D9);
    }

    public override (int X, int Y) PointerAt(long step) => (Canvas.Width / 2, Canvas.Height / 2);
}

/// <summary>A test pattern: the eight colours, and greys that say by their steps what became of them.</summary>
sealed class BarsScene(DemoCanvas canvas) : DemoScene(canvas)
{
    static readonly uint[] Colours = [0xFFFFFF, 0xFFFF00, 0x00FFFF, 0x00FF00, 0xFF00FF, 0xFF0000, 0x0000FF, 0x000000];

    public override void Paint(long step)
    {
        for (var i = 0; i < Colours.Length; i++)
        {
            var left = i * Canvas.Width / Colours.Length;
            Canvas.Fill(left, 0, (i + 1) * Canvas.Width / Colours.Length - left, Canvas.Height * 3 / 4, Colours[i]);
        }
        for (var grey = 0; grey < 256; grey++)
        {
            var left = grey * Canvas.Width / 256;
            Canvas.Fill(left, Canvas.Height * 3 / 4, (grey + 1) * Canvas.Width / 256 - left, Canvas.Height, (uint)(grey * 0x010101));
        }
    }

    public override (int X, int Y) PointerAt(long step) => (Canvas.Width / 2, Canvas.Height / 2);
}
