using System.Diagnostics;
using Scanout.Benchmarks.Corpus;
using Scanout.Benchmarks.Recording.Measures;
using Scanout.Benchmarks.Recording.Peers;
using Scanout.Benchmarks.Recording.Sequences;

namespace Scanout.Benchmarks.Recording;

/// <summary>
/// What it costs to record a display, beside ffmpeg's lossless encoders and plain LZ4 tiles: the same frames for all, in one run. Prints
/// Markdown; what it is doing goes to stderr.
/// </summary>
sealed class RecordingBenchmark(bool isQuick)
{
    readonly Stopwatch elapsed = Stopwatch.StartNew();

    /// <summary>Runs; the exit code.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments is not ([] or ["quick"]))
        {
            Console.Error.WriteLine("usage: SCANOUT_CORPUS=FOLDER ... -- recording [quick]");
            return 64;
        }
        if (!CorpusReader.HasSequences)
        {
            Console.WriteLine("SCANOUT_CORPUS names no folder of recorded sequences (*.sfc): there is nothing to measure.");
            return 0;
        }
        if (!Ffmpeg.IsInstalled)
        {
            Console.Error.WriteLine("ffmpeg with libx264rgb and zmbv is wanted beside it: apt-get install ffmpeg");
            return 1;
        }
        new RecordingBenchmark(arguments.Length > 0).Run();
        return 0;
    }

    void Run()
    {
        Say("reading the sequences");
        var sequences = CorpusSequence.LoadAll();
        var folder = Directory.CreateTempSubdirectory("scanout-recording").FullName;
        try
        {
            foreach (var sequence in sequences)
            {
                var lz4 = LiveCost.Measure(sequence, time => new Lz4Tiles(Path.Combine(folder, "lz4"), time));
                Say($"{sequence.Name}: {sequence.Frames.Count} frames, LZ4 {lz4.Bytes} bytes {lz4.ProcessorTime.TotalMilliseconds} ms, max {lz4.Durations.Max()}");
                var baseline = Ffmpeg.Baseline(sequence);
                var x264 = Ffmpeg.X264.Encode(sequence, folder);
                Say($"baseline {baseline.TotalMilliseconds}, x264 {x264}");
                if (!isQuick)
                    Say($"zmbv {Ffmpeg.Zmbv.Encode(sequence, folder)}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    void Say(string what) => Console.Error.WriteLine($"[{elapsed.Elapsed.TotalSeconds,5:0.0}] {what}");
}
