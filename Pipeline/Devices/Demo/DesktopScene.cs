using System.Globalization;

namespace Scanout.Pipeline.Devices.Demo;

/// <summary>A desktop: wallpaper, a panel with a clock, a terminal that scrolls, a film, and a window that drifts.</summary>
sealed class DesktopScene : DemoScene
{
    const int PanelHeight = 26;

    readonly DemoCanvas still;
    readonly string label;
    readonly DateTimeOffset start;

    public DesktopScene(DemoCanvas canvas, string label, DateTimeOffset start) : base(canvas)
    {
        (this.label, this.start) = (label, start);
        still = new DemoCanvas(canvas.Width, canvas.Height);
        PaintWallpaper();
        still.Fill(0, 0, still.Width, PanelHeight, 0x1B2026);
        still.Text("Scanout", 12, 8, 0x7FC7E8);
        still.Text(label, 72, 8, 0xD8DEE6);
        still.Window(Terminal.X, Terminal.Y, Terminal.Width, Terminal.Height, $"deploy@{label}: journalctl -f", 0x12161B);
        still.Window(Film.X, Film.Y, Film.Width + 2, Film.Height + 23, "film.mkv", 0x000000);
    }

    (int X, int Y, int Width, int Height) Terminal => (Canvas.Width / 24, Canvas.Height / 9, Canvas.Width * 13 / 24, Canvas.Height * 2 / 3);

    (int X, int Y, int Width, int Height) Film => (Canvas.Width * 15 / 24, Canvas.Height / 7, Canvas.Width / 4, Canvas.Height / 4);

    public override void Paint(long step)
    {
        Canvas.CopyFrom(still);
        var time = start + TimeSpan.FromSeconds(step / (double)StepsPerSecond);
        var clock = time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        Canvas.Text(clock, Canvas.Width - 12 - clock.Length * Codecs.Text.BitmapFont.CellWidth, 8, 0xD8DEE6);
        DemoLog.Paint(Canvas, Terminal.X + 8, Terminal.Y + 28, Terminal.Width - 16, Terminal.Height - 34, 60 + step / 6);
        Plasma.Paint(Canvas, Film.X + 1, Film.Y + 22, Film.Width, Film.Height, step);
        PaintNotes(step);
    }

    void PaintNotes(long step)
    {
        var (width, height) = (250, 150);
        var turn = step / (double)StepsPerSecond / 4;
        var x = (int)(Canvas.Width * (0.66 + 0.06 * Math.Sin(turn)));
        var y = (int)(Canvas.Height * (0.58 + 0.05 * Math.Cos(turn * 1.4)));
        Canvas.Window(x, y, width, height, "notes.txt", 0xF4F1E8);
        string[] lines = ["Displays of this host", "", $"  {label}", $"  step {step}", "", "The window moves, the text", "in it goes with it."];
        for (var i = 0; i < lines.Length; i++)
            Canvas.Text(lines[i], x + 12, y + 32 + i * 14, i == 0 ? 0x20262Cu : 0x4A525Au);
    }

    void PaintWallpaper()
    {
        var ridges = Enumerable.Range(0, still.Width).Select(x => (int)(40 * Math.Sin(x * 0.006) + 24 * Math.Sin(x * 0.017 + 2) + 190)).ToArray();
        for (var y = 0; y < still.Height; y++)
        {
            var row = still.Row(y);
            var down = y * 255 / still.Height;
            for (var x = 0; x < still.Width; x++)
            {
                var (red, green, blue) = down > ridges[x]
                    ? (24 + down / 12, 44 + down / 9, 58 + down / 10)
                    : (38 + down / 3, 66 + down / 3, 104 + down / 4);
                row[x] = 0xFF000000u | (uint)red << 16 | (uint)green << 8 | (uint)blue;
            }
        }
    }
}
