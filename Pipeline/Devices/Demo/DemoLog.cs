namespace Scanout.Pipeline.Devices.Demo;

/// <summary>Lines as a busy machine's log has them: line <c>n</c> is always the same.</summary>
static class DemoLog
{
    static readonly string[] Units = ["kernel", "systemd[1]", "sshd[812]", "nginx[1204]", "postgres[977]", "cron[640]", "dockerd[1333]"];

    static readonly string[] Messages =
    [
        "eth0: link becomes ready", "Started Daily apt download activities.", "Accepted publickey for deploy from 10.0.4.17",
        "GET /api/v1/items?page=3 200 1.8ms", "checkpoint complete: wrote 318 buffers", "(root) CMD (run-parts /etc/cron.hourly)",
        "vgpu: scanout 1280x720 XR24 stride 5120", "Reached target Multi-User System.", "GET /static/app.css 304 0.2ms",
        "autovacuum: processed 42 tables", "session opened for user deploy", "image layer 9f2c pulled in 811ms",
    ];

    /// <summary>The line, with the colour of what it is about.</summary>
    public static (string Text, uint Colour) Line(long number)
    {
        var mixed = (uint)(number * 2654435761 >> 7 & 0x7FFFFFFF);
        var unit = Units[mixed % Units.Length];
        var seconds = number * 7 % 86400;
        return (
            $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00} {unit,-14} {Messages[mixed / 7 % Messages.Length]}",
            (mixed % 11) switch { 0 => 0xE8B45Au, 1 => 0x7FC7E8u, 2 => 0x8FD48Au, _ => 0xC9D1D9u });
    }

    /// <summary>Paints so many of the newest lines that the area is full.</summary>
    public static void Paint(DemoCanvas canvas, int x, int y, int width, int height, long newestLine, int scale = 1)
    {
        var lineHeight = (Codecs.Text.BitmapFont.CellHeight + 2) * scale;
        var columns = Math.Max(0, width / (Codecs.Text.BitmapFont.CellWidth * scale));
        var lines = height / lineHeight;
        for (var i = 0; i < lines; i++)
        {
            var number = newestLine - lines + 1 + i;
            if (number < 0)
                continue;
            var (text, colour) = Line(number);
            canvas.Text(text.Length > columns ? text[..columns] : text, x, y + i * lineHeight, colour, scale);
        }
    }
}
