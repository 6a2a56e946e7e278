using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Scanout.Benchmarks.Capture;
using Scanout.Benchmarks.Recording.Displays;
using Scanout.Benchmarks.Recording.Sequences;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Demo;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings.Store;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Benchmarks.Recording.Measures;

/// <summary>
/// Thirty-two displays of mixed activity, captured and recorded by the wall's clock, as the service does: ten rest, on eight somebody types, six
/// are terminals with text running through, on four pages are scrolled, on two videos run, and two are demos that paint themselves.
/// </summary>
/// <param name="Elapsed">How long was measured.</param>
/// <param name="ProcessorTime">The process's, without what painted the displays.</param>
/// <param name="PaintedPerSecond">Frames of each display; fewer than thirty where the machine had no time for them.</param>
/// <param name="Bytes">That were recorded.</param>
/// <param name="DisplayCount">How many displays.</param>
sealed record MixedDisplays(TimeSpan Elapsed, TimeSpan ProcessorTime, double PaintedPerSecond, long Bytes, int DisplayCount)
{
    static readonly (string Sequence, int Count)[] Mix = [("idle", 10), ("typing", 8), ("term", 6), ("web", 4), ("video", 2)];

    const int Demos = 2;

    static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <summary>The share of one core.</summary>
    public double Cores => ProcessorTime / Elapsed;

    /// <summary>Null where the sequences that it wants are not there.</summary>
    public static MixedDisplays? Measure(IReadOnlyList<CorpusSequence> sequences, string directory, TimeSpan duration)
    {
        var named = sequences.ToDictionary(sequence => sequence.Name);
        if (Mix.Any(part => !named.ContainsKey(part.Sequence)))
            return null;
        var players = Mix.SelectMany(part => Enumerable.Range(0, part.Count).Select(number => new SequencePlayer(named[part.Sequence], pass: number * 50)))
            .Select(player => (Player: player, Device: new PictureDevice(player.Sequence.WidthPixels, player.Sequence.HeightPixels))).ToList();
        var sources = players.Select((played, i) => (Name: $"{played.Player.Sequence.Name}-{i}", Source: (IDeviceSource)new GivenDevice(played.Device)))
            .Concat(Enumerable.Range(0, Demos).Select(i => ($"demo-{i}", (IDeviceSource)new DemoSource(
                $"demo-{i}", TimeProvider.System, widthPixels: 1920, heightPixels: 1080)))).ToList();
        var pool = new TilePool();
        var surfaces = sources.Select(source => new Surface(source.Name, pool, TimeProvider.System)).ToList();
        using var store = new RecordingStore(new RecordingStoreSettings { Directory = directory }, TimeProvider.System, NullLogger.Instance);
        using var disk = new DiskThread();
        using var ending = new CancellationTokenSource();
        using var stage = new Stage(players);
        List<Task<RecordingEnd>> recordings = [];
        try
        {
            using var threads = new CaptureThreads(CaptureSettings.Default, Environment.ProcessorCount, TimeProvider.System);
            foreach (var (surface, source) in surfaces.Zip(sources))
            {
                threads.Start(source.Source, surface, _ => { });
                recordings.Add(new Recorder(
                    new RecordedDisplay(surface, RecordingPolicy.On, () => Guid.Empty), new RecorderSettings { Host = "benchmark" }, store, disk,
                    new RecordingHistory(), NullLogger.Instance).RunAsync(ending.Token));
            }
            Thread.Sleep(Settling);
            var (began, before, painted, paintedFrames, bytes) =
                (Stopwatch.GetTimestamp(), ProcessorClock.ThisProcess, stage.ProcessorTime, stage.Frames, store.TotalBytes);
            Thread.Sleep(duration);
            var (elapsed, used, painting, frames) =
                (Stopwatch.GetElapsedTime(began), ProcessorClock.ThisProcess - before, stage.ProcessorTime - painted, stage.Frames - paintedFrames);
            var grown = store.TotalBytes - bytes;
            ending.Cancel();
            if (Task.WhenAll(recordings).GetAwaiter().GetResult().FirstOrDefault(end => end.Why != RecordingEndReason.Told) is { } broken)
                throw new InvalidOperationException($"a recording ended: {broken.Message}");
            // No memory is let go of that is still being painted on.
            stage.Dispose();
            return new(elapsed, used - painting, frames / elapsed.TotalSeconds, grown, sources.Count);
        }
        finally
        {
            surfaces.ForEach(surface => surface.Dispose());
        }
    }
}
