using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Scanout.Benchmarks.Corpus;
using Scanout.Benchmarks.Recording.Displays;
using Scanout.Benchmarks.Recording.Measures;
using Scanout.Benchmarks.Recording.Peers;
using Scanout.Benchmarks.Recording.Sequences;

namespace Scanout.Benchmarks.Recording;

/// <summary>
/// What it costs to record displays, beside ffmpeg's lossless encoders and plain LZ4 tiles: the same frames for all, in one run. Prints
/// Markdown; what it is doing goes to stderr.
/// </summary>
/// <param name="parts">What is measured: of <see cref="Parts"/>.</param>
/// <param name="isQuick">Without ZMBV, and with fewer rounds.</param>
sealed class RecordingBenchmark(IReadOnlyCollection<string> parts, bool isQuick)
{
    static readonly string[] Parts = ["live", "idle", "mixed", "seek"];
    static readonly string[] QuickParts = ["live", "idle", "mixed"];

    const double IdleBound = 100;
    const int SeekCount = 50;
    const int WarmUps = 3;

    static readonly TimeSpan SeekBound = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan MixedDuration = TimeSpan.FromSeconds(20);

    /// <summary>In the hour, from one sequence to the next.</summary>
    static readonly TimeSpan Spacing = TimeSpan.FromSeconds(30);

    readonly Stopwatch elapsed = Stopwatch.StartNew();
    readonly string folder = Directory.CreateTempSubdirectory("scanout-recording").FullName;
    readonly GoalTable goals = new();
    int directories;

    /// <summary>Runs; the exit code.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        var isQuick = arguments is ["quick", ..];
        string[] asked = [.. arguments[(isQuick ? 1 : 0)..]];
        if (asked.Except(Parts).Any())
        {
            Console.Error.WriteLine($"usage: SCANOUT_CORPUS=FOLDER ... -- recording [quick] [{string.Join("] [", Parts)}]");
            return 64;
        }
        if (!CorpusReader.HasSequences)
        {
            Console.WriteLine("SCANOUT_CORPUS names no folder of recorded sequences (*.sfc): there is nothing to measure.");
            return 0;
        }
        if (!Ffmpeg.IsInstalled)
        {
            Console.Error.WriteLine("ffmpeg with libx264rgb and zmbv is wanted beside it (Debian: ffmpeg)");
            return 1;
        }
        try
        {
            new RecordingBenchmark(asked.Length > 0 ? asked : isQuick ? QuickParts : Parts, isQuick).Run();
            return 0;
        }
        catch (Exception broken) when (broken is InvalidOperationException or IOException)
        {
            Console.Error.WriteLine(broken.Message);
            return 1;
        }
    }

    /// <summary>How many programs wanted a core in the last minute: with others at work, times grow.</summary>
    static string Load => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    void Run()
    {
        var load = Load;
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Directory.Delete(folder, recursive: true));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Directory.Delete(folder, recursive: true));
        try
        {
            Say("reading the sequences");
            var sequences = CorpusSequence.LoadAll();
            var fullHd = sequences.Where(sequence => sequence.IsFullHd).ToList();
            if (parts.Contains("live"))
                MeasureSequences(sequences);
            if (parts.Contains("idle"))
                MeasureIdle(fullHd[0]);
            if (parts.Contains("mixed"))
                MeasureMixed(sequences);
            if (parts.Contains("seek"))
                MeasureSeeks(fullHd);
            Console.WriteLine(
                $"{goals}\n{elapsed.Elapsed.TotalSeconds:0} s; {Environment.ProcessorCount} cores, load {load} before and {Load} after");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    void MeasureSequences(IReadOnlyList<CorpusSequence> sequences)
    {
        var costs = sequences.Select(sequence => new SequenceCost(sequence)).ToList();
        MeasureLive(costs);
        MeasureSizes(costs);
        var table = new SequenceTable(costs);
        Console.WriteLine(table.Details());
        table.AddGoals(goals);
    }

    void MeasureLive(List<SequenceCost> costs)
    {
        Say("warming up");
        // Ours is compiled as it runs: what it has run often is what a service that has been up for a minute runs.
        for (var round = 0; round < WarmUps; round++)
            costs.ForEach(cost => LiveCost.Measure(cost.Sequence, NewDirectory()));
        for (var round = 1; round <= (isQuick ? 1 : 3); round++)
            foreach (var cost in costs)
            {
                var live = LiveCost.Measure(cost.Sequence, NewDirectory());
                cost.Add(live);
                var (bytes, encoding) = Ffmpeg.X264.Encode(cost.Sequence, folder);
                cost.X264Bytes = bytes;
                cost.AddX264(encoding, Ffmpeg.Baseline(cost.Sequence));
                Say($"round {round}, {cost.Sequence.Name}: {live.ProcessorTime.TotalMilliseconds:0} ms, "
                    + $"{live.FrameDurations.Max().TotalMilliseconds:0.0} ms at most, {live.Bytes} bytes; libx264rgb {encoding.TotalMilliseconds:0} ms, {bytes} bytes");
            }
    }

    void MeasureSizes(List<SequenceCost> costs)
    {
        foreach (var cost in costs)
        {
            var directory = NewDirectory();
            cost.RecordedBytes = LiveCost.Measure(cost.Sequence, directory).Bytes;
            var recording = RecordingFolder(directory);
            LosslessCheck.Run(cost.Sequence, recording);
            (cost.PackedBytes, cost.PackingTime) = Packing.Pack(directory);
            LosslessCheck.Run(cost.Sequence, recording);
            cost.Lz4Bytes = Lz4Tiles.Measure(cost.Sequence);
            Say($"{cost.Sequence.Name}: {cost.RecordedBytes} bytes, packed {cost.PackedBytes}");
        }
        if (isQuick)
            return;
        // Only its sizes count, so that as many run as there are cores; what takes longest comes first.
        Say("ZMBV, of all sequences at once");
        Parallel.ForEach(
            Partitioner.Create(costs.OrderByDescending(cost => cost.X264Bytes), EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            cost => cost.ZmbvBytes = Ffmpeg.Zmbv.Encode(cost.Sequence, folder).Bytes);
    }

    void MeasureIdle(CorpusSequence desktop)
    {
        foreach (var hasCaret in (ReadOnlySpan<bool>)[false, true])
        {
            Say(hasCaret ? "an hour of a blinking caret" : "an hour of nothing");
            var idle = IdleBytes.Measure(desktop, NewDirectory(), hasCaret);
            goals.Add(
                hasCaret ? "an hour of a caret that blinks twice a second" : "an hour in which nothing changes",
                $"{idle.PerSecond:0.0} bytes/s, and {idle.FirstPicture / 1000.0:0} kB once (together {idle.WholePerSecond:0} bytes/s)",
                $"< {IdleBound} bytes/s", idle.PerSecond < IdleBound);
        }
    }

    void MeasureMixed(IReadOnlyList<CorpusSequence> sequences)
    {
        Say("32 displays");
        if (MixedDisplays.Measure(sequences, NewDirectory(), isQuick ? MixedDuration / 4 : MixedDuration) is { } mixed)
            goals.Add(
                $"{mixed.DisplayCount} displays of mixed activity, {mixed.PaintedPerSecond:0.0} frames/s each "
                + $"({mixed.PicturesPerSecond:0} new pictures/s), {mixed.BytesPerSecond / 1e6:0.0} MB/s recorded",
                $"{mixed.Cores:0.00} cores", "< 1 core", mixed.Cores < 1);
    }

    void MeasureSeeks(IReadOnlyList<CorpusSequence> sequences)
    {
        Say("an hour");
        var directory = NewDirectory();
        var hour = HourRecording.Make(sequences, directory, Spacing);
        var moments = hour.Moments(SeekCount);
        AddSeeks($"in an hour, {hour.Bytes / 1e6:0} MB", SeekTimes.Measure(hour.Folder, moments));
        Say("packing the hour");
        var (packed, took) = Packing.Pack(directory);
        AddSeeks($"in the same packed in {took.TotalSeconds:0} s, {packed / 1e6:0} MB", SeekTimes.Measure(hour.Folder, moments));
    }

    void AddSeeks(string where, SeekTimes times) =>
        goals.Add(
            $"a moment's picture {where}: the longest of {times.Durations.Count}",
            $"{times.Longest.TotalMilliseconds:0} ms, {times.Mean.TotalMilliseconds:0} ms in the mean", $"< {SeekBound.TotalMilliseconds} ms",
            times.Longest < SeekBound);

    string NewDirectory() => Directory.CreateDirectory(Path.Combine(folder, $"{++directories}")).FullName;

    static string RecordingFolder(string directory) => Directory.EnumerateDirectories(directory).Single();

    void Say(string what) => Console.Error.WriteLine($"[{elapsed.Elapsed.TotalSeconds,5:0.0}] {what}");
}
