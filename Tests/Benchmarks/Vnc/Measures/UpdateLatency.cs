using System.Diagnostics;
using Scanout.Benchmarks.Vnc.Peers;
using Scanout.Benchmarks.Vnc.Scenes;
using Scanout.Benchmarks.Vnc.Viewers;

namespace Scanout.Benchmarks.Vnc.Measures;

/// <summary>
/// From the end of a write into the region to the last byte of the update that shows it: characters appear on the screen as if typed, each
/// when the one before has come, at moments that fall anywhere in a poll interval.
/// </summary>
/// <param name="Samples">In order of length.</param>
/// <param name="Missed">Changes of which no update came within a second.</param>
sealed record UpdateLatency(IReadOnlyList<TimeSpan> Samples, int Missed)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public TimeSpan Median => Samples[Samples.Count / 2];

    public TimeSpan Percentile99 => Samples[Math.Min(Samples.Count - 1, Samples.Count * 99 / 100)];

    public static UpdateLatency Measure(VncServer server, IScene scene, ViewerWishes wishes, int samples)
    {
        const string Text = "the quick brown fox jumps over the lazy dog";
        const int Columns = 60;
        var stage = server.Stage;
        scene.Begin(stage.Pixels);
        stage.Publish([new(0, 0, IScene.Width, IScene.Height)]);
        using var viewer = SkippingViewer.Open(server.Port, wishes);
        if (!viewer.WaitBeyond(0, Patience))
            throw new InvalidOperationException($"{server.Name} sent no first update");

        var (random, missed) = (new Random(5), 0);
        var found = new List<TimeSpan>();
        for (var i = -20; i < samples; i++)
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(4) + random.NextDouble() * ScanoutServer.PollInterval);
            var before = viewer.Counts.Updates;
            var place = i + 20;
            var (x, y) = (place % Columns * TerminalFont.CellWidth, place / Columns * TerminalFont.CellHeight);
            TerminalFont.Draw([Text[place % Text.Length]], stage.Pixels, IScene.Width, x, y, 0xF0F0F0, 0x204020);
            stage.Publish([new(x, y, TerminalFont.CellWidth, TerminalFont.CellHeight)]);
            var writtenAt = Stopwatch.GetTimestamp();
            if (!viewer.WaitBeyond(before, Patience))
                missed++;
            else if (i >= 0)
                found.Add(Stopwatch.GetElapsedTime(writtenAt, viewer.Counts.LastAt));
        }
        found.Sort();
        return found.Count > 0 ? new(found, missed) : throw new InvalidOperationException($"{server.Name} sent none of {samples} changes");
    }
}
