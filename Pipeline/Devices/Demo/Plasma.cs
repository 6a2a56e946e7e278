namespace Scanout.Pipeline.Devices.Demo;

/// <summary>A video-like area: soft colours that flow, no two pixels alike for long.</summary>
static class Plasma
{
    static readonly byte[] Sine = [.. Enumerable.Range(0, 256).Select(angle => (byte)(127.5 + 127 * Math.Sin(angle * Math.PI / 128)))];

    public static void Paint(DemoCanvas canvas, int left, int top, int width, int height, long step)
    {
        var time = (int)(step * 3);
        for (var y = Math.Max(top, 0); y < Math.Min(top + height, canvas.Height); y++)
        {
            var row = canvas.Row(y);
            var vertical = Sine[(y - top) * 2 + time & 0xFF] + Sine[(y - top) - time * 2 & 0xFF];
            for (var x = Math.Max(left, 0); x < Math.Min(left + width, canvas.Width); x++)
            {
                var level = vertical + Sine[(x - left) + time & 0xFF] + Sine[(x - left) * 2 + (y - top) - time & 0xFF];
                row[x] = 0xFF000000u | (uint)Sine[level / 2 & 0xFF] << 16 | (uint)Sine[level / 2 + 85 & 0xFF] << 8 | Sine[level / 3 + 170 & 0xFF];
            }
        }
    }
}
