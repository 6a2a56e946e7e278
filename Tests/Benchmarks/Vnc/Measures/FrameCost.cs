using System.Diagnostics;
using Scanout.Benchmarks.Vnc.Peers;
using Scanout.Benchmarks.Vnc.Scenes;
using Scanout.Benchmarks.Vnc.Viewers;

namespace Scanout.Benchmarks.Vnc.Measures;

/// <summary>What a server used while it delivered a scene to viewers that all ask back to back.</summary>
/// <param name="Elapsed">How long was measured.</param>
/// <param name="ProcessorTime">The server's.</param>
/// <param name="Published">Frames that the scene had.</param>
/// <param name="Received">All viewers' updates.</param>
/// <param name="Viewers">How many there were.</param>
sealed record FrameCost(TimeSpan Elapsed, TimeSpan ProcessorTime, long Published, ViewerCounts Received, int Viewers)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(0.3);

    static readonly TimeSpan UnwatchedSettling = TimeSpan.FromSeconds(1);

    /// <summary>Frames of the scene that a viewer received: what is sent in two updates is one frame.</summary>
    public double Delivered => Math.Min((double)Received.Updates / Viewers, Published);

    public double UpdatesPerSecond => Received.Updates / Elapsed.TotalSeconds / Viewers;

    /// <summary>For one frame, delivered to all the viewers.</summary>
    public double MillisecondsPerFrame => ProcessorTime.TotalMilliseconds / Delivered;

    /// <summary>The same without what the server uses when nobody watches.</summary>
    /// <param name="unwatched">The share of a core that it uses then.</param>
    public double NetMillisecondsPerFrame(double unwatched) => (ProcessorTime - Elapsed * unwatched).TotalMilliseconds / Delivered;

    public static FrameCost Measure(VncServer server, Workload workload, int viewers, TimeSpan duration)
    {
        using var scene = new ScenePublisher(workload.Scene, server.Stage);
        var watching = new List<SkippingViewer>();
        try
        {
            for (var i = 0; i < viewers; i++)
                watching.Add(SkippingViewer.Open(server.Port, workload.Wishes));
            foreach (var viewer in watching)
                AwaitUpdate(server, viewer, beyond: 0);
            Thread.Sleep(Settling);

            // From the end of an update to the end of an update: where a frame takes long, half of one would count for much.
            AwaitUpdate(server, watching[0], watching[0].Counts.Updates);
            var (beganAt, usedBefore, publishedBefore, before) =
                (Stopwatch.GetTimestamp(), server.Process.ProcessorTime, scene.Published, Sum(watching));
            Thread.Sleep(duration);
            AwaitUpdate(server, watching[0], watching[0].Counts.Updates);
            var (elapsed, used, after) = (Stopwatch.GetElapsedTime(beganAt), server.Process.ProcessorTime, Sum(watching));
            return new(elapsed, used - usedBefore, scene.Published - publishedBefore, after - before, viewers);
        }
        finally
        {
            watching.ForEach(viewer => viewer.Dispose());
        }
    }

    /// <summary>The share of a core that the server uses for a scene that nobody watches.</summary>
    public static double MeasureUnwatched(VncServer server, IScene scene, TimeSpan duration)
    {
        // Long enough for the last viewer's last frame, and for slowing down.
        using var playing = new ScenePublisher(scene, server.Stage);
        Thread.Sleep(UnwatchedSettling);
        var (beganAt, before) = (Stopwatch.GetTimestamp(), server.Process.ProcessorTime);
        Thread.Sleep(duration);
        return (server.Process.ProcessorTime - before) / Stopwatch.GetElapsedTime(beganAt);
    }

    static void AwaitUpdate(VncServer server, SkippingViewer viewer, long beyond)
    {
        if (!viewer.WaitBeyond(beyond, Patience))
            throw new InvalidOperationException($"{server.Name} sent no update for {Patience.TotalSeconds:0} s");
    }

    static ViewerCounts Sum(List<SkippingViewer> viewers) => viewers.Aggregate(default(ViewerCounts), (sum, viewer) => sum + viewer.Counts);
}
