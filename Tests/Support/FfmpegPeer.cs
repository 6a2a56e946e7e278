using System.Diagnostics;
using System.Globalization;

namespace Scanout.Tests.Support;

/// <summary>FFmpeg's own programs, which say what is in a video.</summary>
static class FfmpegPeer
{
    /// <summary>Every picture of a video, as pixels in the format named, and nothing but those that are in it.</summary>
    public static async Task<List<byte[]>> DecodeAsync(string path, int width, int height, string pixelFormat = "bgr0")
    {
        var bytes = await RunAsync(
            "ffmpeg", "-v", "error", "-xerror", "-i", path, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", pixelFormat, "-");
        Assert.Equal(0, bytes.Length % (width * height * 4));
        return [.. bytes.Chunk(width * height * 4)];
    }

    /// <summary>When each picture is shown, in milliseconds.</summary>
    public static async Task<List<long>> TimesAsync(string path) =>
    [
        .. (await ProbeAsync(path, "packet=pts_time")).Select(Milliseconds).Order(),
    ];

    /// <summary>How long the video lasts by its container, in milliseconds.</summary>
    public static async Task<long> DurationAsync(string path) => Milliseconds((await ProbeAsync(path, "format=duration")).Single());

    /// <summary>What ffprobe says of some entries, line by line.</summary>
    public static async Task<string[]> ProbeAsync(string path, string entries) =>
        System.Text.Encoding.UTF8.GetString(await RunAsync("ffprobe", "-v", "error", "-show_entries", entries, "-of", "csv=p=0", path))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static async Task<byte[]> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        })!;
        process.StandardInput.Close();
        using var output = new MemoryStream();
        var complaints = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        Assert.Equal("", await complaints);
        Assert.Equal(0, process.ExitCode);
        return output.ToArray();
    }

    static long Milliseconds(string seconds) =>
        (long)Math.Round(double.Parse(seconds.Split(',')[0], CultureInfo.InvariantCulture) * 1000);
}
