using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Scanout.Benchmarks.Recording.Sequences;

namespace Scanout.Benchmarks.Recording.Peers;

/// <summary>
/// Debian's ffmpeg with one of its lossless encoders, on one thread. It is given each frame whole through a pipe, thirty a second by its
/// timestamps, and writes a Matroska file.
/// </summary>
/// <param name="Name">As the report calls it.</param>
/// <param name="Arguments">The encoder and its options.</param>
sealed partial record Ffmpeg(string Name, params string[] Arguments)
{
    /// <summary>Takes frames as they are, blue, green, red and a byte: nothing is converted before it.</summary>
    public static readonly Ffmpeg X264 = new("libx264rgb", "-c:v", "libx264rgb", "-qp", "0", "-preset", "ultrafast");

    public static readonly Ffmpeg Zmbv = new("ZMBV", "-c:v", "zmbv");

    /// <summary>Reads and hands on every frame, and encodes none.</summary>
    static readonly string[] Nothing = ["-f", "null", "-"];

    /// <summary>Whether it can be run, and has the encoders.</summary>
    public static bool IsInstalled
    {
        get
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-hide_banner", "-encoders"]) { RedirectStandardOutput = true })!;
                var encoders = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                return encoders.Contains(" libx264rgb ", StringComparison.Ordinal) && encoders.Contains(" zmbv ", StringComparison.Ordinal);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }

    /// <summary>Encodes a sequence: the file's bytes, and all processor time of the process.</summary>
    public (long Bytes, TimeSpan ProcessorTime) Encode(CorpusSequence sequence, string folder)
    {
        var file = Path.Combine(folder, $"{sequence.Name}-{Name}.mkv");
        var used = Run(sequence, [.. Arguments, "-f", "matroska", "-y", file]);
        var bytes = new FileInfo(file).Length;
        File.Delete(file);
        return (bytes, used);
    }

    /// <summary>What starting, reading the pipe and passing frames on costs without an encoder.</summary>
    public static TimeSpan Baseline(CorpusSequence sequence) => Run(sequence, Nothing);

    /// <summary>The processor time, as ffmpeg itself reads it from getrusage(2) at its end.</summary>
    static TimeSpan Run(CorpusSequence sequence, string[] output)
    {
        var start = new ProcessStartInfo("ffmpeg",
        [
            "-hide_banner", "-nostats", "-benchmark", "-threads", "1", "-f", "rawvideo", "-pix_fmt", "bgr0", "-framerate", $"{CorpusSequence.FramesPerSecond}",
            "-video_size", $"{sequence.WidthPixels}x{sequence.HeightPixels}", "-i", "pipe:0",
            "-threads", "1", "-filter_threads", "1", "-vsync", "passthrough", .. output,
        ])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        try
        {
            Feed(sequence, process.StandardInput.BaseStream);
        }
        catch (IOException)
        {
            // It has ended before its input has: it says why.
        }
        process.WaitForExit();
        var times = ProcessorTimes().Match(said.GetAwaiter().GetResult());
        if (process.ExitCode != 0 || !times.Success)
            throw new InvalidOperationException($"ffmpeg ended with {process.ExitCode}: {said.Result}");
        return TimeSpan.FromSeconds(Seconds(times.Groups[1]) + Seconds(times.Groups[2]));
    }

    static void Feed(CorpusSequence sequence, Stream input)
    {
        var picture = new uint[sequence.WidthPixels * sequence.HeightPixels];
        using (input)
            foreach (var tiles in sequence.Frames)
            {
                foreach (var tile in tiles)
                    tile.CopyTo(picture, sequence.WidthPixels);
                input.Write(MemoryMarshal.AsBytes(picture.AsSpan()));
            }
    }

    static double Seconds(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"utime=([\d.]+)s stime=([\d.]+)s")]
    private static partial Regex ProcessorTimes();
}
