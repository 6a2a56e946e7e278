using System.Diagnostics;
using Scanout.Benchmarks.Capture;
using Scanout.Benchmarks.Recording.Displays;
using Scanout.Benchmarks.Recording.Sequences;
using Scanout.Pipeline.Devices.Demo;

namespace Scanout.Benchmarks.Recording.Measures;

/// <summary>
/// Thirty-two displays of mixed activity, captured and recorded by the wall's clock: ten rest, on eight somebody types, six are terminals with text
/// running through, on four pages are scrolled, on two videos run, and two are demos that paint themselves.
/// </summary>
/// <param name="DisplayCount">How many displays.</param>
/// <param name="Elapsed">How long was measured.</param>
/// <param name="ProcessorTime">The process's, without what painted the displays.</param>
/// <param name="PaintedPerSecond">Frames of each display; fewer than thirty where the machine had no time for them.</param>
/// <param name="PicturesPerSecond">That were captured, of all displays together.</param>
/// <param name="BytesPerSecond">That were recorded.</param>
sealed record MixedDisplays(
    int DisplayCount, TimeSpan Elapsed, TimeSpan ProcessorTime, double PaintedPerSecond, double PicturesPerSecond, double BytesPerSecond)
{
    static readonly (string Sequence, int Count)[] Mix = [("idle", 10), ("typing", 8), ("term", 6), ("web", 4), ("video", 2)];

    const int Demos = 2;

    /// <summary>From one display's colours to those of the next that shows the same.</summary>
    const int PassesApart = 50;

    static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <summary>The share of one core.</summary>
    public double Cores => ProcessorTime / Elapsed;

    /// <summary>Null where the sequences that it wants are not there.</summary>
    public static MixedDisplays? Measure(IReadOnlyList<CorpusSequence> sequences, string directory, TimeSpan duration)
    {
        var named = sequences.ToDictionary(sequence => sequence.Name);
        if (Mix.Any(part => !named.ContainsKey(part.Sequence)))
            return null;
        var painted = Mix.SelectMany(part => Enumerable.Range(0, part.Count).Select(number =>
            (Player: new SequencePlayer(named[part.Sequence], number * PassesApart),
                Device: new PictureDevice(named[part.Sequence].WidthPixels, named[part.Sequence].HeightPixels)))).ToList();
        using var displays = new RunningDisplays(directory);
        // Ends before the devices' memory does.
        using var stage = new Stage(painted);
        foreach (var (number, (player, device)) in painted.Index())
            displays.Add($"{player.Sequence.Name}-{number}", new GivenDevice(device));
        for (var number = 0; number < Demos; number++)
            displays.Add($"demo-{number}", new DemoSource($"demo-{number}", TimeProvider.System, widthPixels: 1920, heightPixels: 1080));
        Thread.Sleep(Settling);
        var before = Now();
        Thread.Sleep(duration);
        var after = Now();
        displays.Close();
        var elapsed = Stopwatch.GetElapsedTime(before.At, after.At);
        return new(
            displays.Count, elapsed, after.Used - before.Used, (after.Frames - before.Frames) / elapsed.TotalSeconds,
            (after.Pictures - before.Pictures) / elapsed.TotalSeconds, (after.Bytes - before.Bytes) / elapsed.TotalSeconds);

        (long At, TimeSpan Used, long Frames, long Pictures, long Bytes) Now() =>
            (Stopwatch.GetTimestamp(), ProcessorClock.ThisProcess - stage.ProcessorTime, stage.Frames, displays.Pictures, displays.Bytes);
    }
}
