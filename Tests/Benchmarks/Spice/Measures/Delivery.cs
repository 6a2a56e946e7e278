using System.Diagnostics;
using Scanout.Benchmarks.Spice.Peers;
using Scanout.Benchmarks.Spice.Scenes;
using Scanout.Benchmarks.Spice.Viewers;

namespace Scanout.Benchmarks.Spice.Measures;

/// <summary>What came of a scene to viewers, the first of which is looked at closely, and what it cost the server.</summary>
/// <param name="Elapsed">How long was measured.</param>
/// <param name="Shown">Frames that the scene had.</param>
/// <param name="First">What the first viewer received.</param>
/// <param name="Frames">Frames that each viewer received, in the mean.</param>
/// <param name="Slowest">Frames that the viewer that received fewest received.</param>
/// <param name="Latency">From a frame's being in the screen's memory to its being complete at the first viewer, if that reads.</param>
/// <param name="Playing">The same of frames of streams, to their being shown by the stream's clock, late ones when they come.</param>
/// <param name="Server">Its processor time.</param>
sealed record Delivery(
    TimeSpan Elapsed, int Shown, ViewerTally First, double Frames, long Slowest, Percentiles Latency, Percentiles Playing,
    ServerTime Server)
{
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    public double ShownPerSecond => Shown / Elapsed.TotalSeconds;

    public double FramesPerSecond => First.Frames / Elapsed.TotalSeconds;

    public double BytesPerFrame => (double)First.Bytes / First.Frames;

    /// <summary>For one frame, delivered to all the viewers.</summary>
    public double MillisecondsPerFrame => Server.Whole.TotalMilliseconds / Frames;

    public double UserMillisecondsPerFrame => Server.User.TotalMilliseconds / Frames;

    /// <summary>Plays the scene to so many viewers of the same conduct.</summary>
    public static Delivery Measure(
        SpicePeer peer, StampedScene scene, double framesPerSecond, ViewerConduct conduct, int viewers, TimeSpan duration)
    {
        using var player = new ScenePlayer(scene, peer.Screen, framesPerSecond);
        var watching = new List<SpiceViewer>();
        try
        {
            for (var i = 0; i < viewers; i++)
                watching.Add(SpiceViewer.Open(peer, conduct));
            watching.ForEach(viewer => viewer.AwaitPicture());
            Thread.Sleep(Settling);
            return Watch(peer, player, watching, duration);
        }
        finally
        {
            watching.ForEach(viewer => viewer.Dispose());
        }
    }

    /// <summary>Watches what viewers receive that are there already.</summary>
    public static Delivery Watch(SpicePeer peer, ScenePlayer player, IReadOnlyList<SpiceViewer> watching, TimeSpan duration)
    {
        var (beganAt, shown, used) = (Stopwatch.GetTimestamp(), player.Shown, ServerTime.Read(peer.Process));
        var before = watching.Select(viewer => viewer.Tally).ToList();
        Thread.Sleep(duration);
        var received = watching.Select((viewer, i) => viewer.Tally - before[i]).ToList();
        var (elapsed, server) = (Stopwatch.GetElapsedTime(beganAt), ServerTime.Read(peer.Process) - used);
        var endedAt = Stopwatch.GetTimestamp();
        shown = player.Shown - shown;

        bool IsMeasured(int frame, long at) => at >= beganAt && at <= endedAt && player.ShownAt(frame) >= beganAt;
        var latency = watching[0].IsReading
            ? watching[0].Arrivals.Where(one => IsMeasured(one.Frame, one.At))
                .Select(one => Stopwatch.GetElapsedTime(player.ShownAt(one.Frame), one.At))
            : [];
        var playing = watching[0].IsReading
            ? watching[0].StreamArrivals.Where(one => IsMeasured(one.Frame, one.ArrivedAt))
                .Select(one => Stopwatch.GetElapsedTime(player.ShownAt(one.Frame), one.ArrivedAt) + Max(one.Early, TimeSpan.Zero))
            : [];
        return new(
            elapsed, shown, received[0], received.Average(one => one.Frames), received.Min(one => one.Frames),
            new(latency), new(playing), server);
    }

    static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
