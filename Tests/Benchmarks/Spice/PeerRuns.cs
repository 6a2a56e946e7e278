using System.Diagnostics;
using Scanout.Benchmarks.Spice.Measures;
using Scanout.Benchmarks.Spice.Peers;
using Scanout.Benchmarks.Spice.Scenes;
using Scanout.Benchmarks.Spice.Viewers;
using Scanout.Benchmarks.Vnc.Scenes;

namespace Scanout.Benchmarks.Spice;

/// <summary>
/// Runs the peers that are asked for, one after the other, each anew for what is measured; tells on stderr what is being done.
/// </summary>
/// <param name="options">Which, and how long they warm up.</param>
/// <param name="folder">Of the certificates; the peers' files go below it.</param>
sealed class PeerRuns(SpiceBenchmarkOptions options, string folder)
{
    const double WarmingRate = 30;

    readonly Stopwatch watch = Stopwatch.StartNew();
    int started;

    public TimeSpan Elapsed => watch.Elapsed;

    public void Say(string what) => Console.Error.WriteLine($"[{Elapsed.TotalSeconds,5:0.0}] {what}");

    /// <summary>What is measured of each peer, by its name on the command line.</summary>
    /// <param name="size">Of its screen.</param>
    /// <param name="looksPerSecond">How often ours looks at it at most; QEMU has its own measure.</param>
    /// <param name="streaming">What libspice makes video of: off, filter, all.</param>
    /// <param name="measure">Given the peer, warm.</param>
    public Dictionary<string, T> Each<T>((int Width, int Height) size, int looksPerSecond, string streaming, Func<SpicePeer, T> measure)
    {
        var measured = new Dictionary<string, T>();
        var warming = new StampedScene(new ScrollingText(), size.Width, size.Height);
        foreach (var peer in options.Peers)
        {
            using var running = Start(peer, size, looksPerSecond, streaming);
            // Ours is compiled as it runs: what it has run often is what a service that has been up for a minute runs.
            Say($"warming up: {running.Name}");
            Delivery.Measure(running, warming, WarmingRate, ViewerConduct.CountingLz4, viewers: 1, options.WarmUp);
            measured[peer] = measure(running);
        }
        return measured;
    }

    SpicePeer Start(string peer, (int Width, int Height) size, int looksPerSecond, string streaming)
    {
        var place = Path.Combine(folder, $"{peer}-{++started}");
        return peer == "scanout"
            ? new ScanoutPeer(new(place, size.Width, size.Height), options.Program, folder, looksPerSecond)
            : new QemuPeer(new(place, size.Width, size.Height), folder, streaming);
    }
}
