using System.Diagnostics;
using Scanout.Benchmarks.Vnc.Peers;
using Scanout.Benchmarks.Vnc.Scenes;
using Scanout.Benchmarks.Vnc.Viewers;

namespace Scanout.Benchmarks.Vnc.Measures;

/// <summary>What a viewer that stops reading in the middle of full-screen motion costs the service and another viewer.</summary>
/// <param name="Wishes">Of the one that stops.</param>
/// <param name="ResidentGrowth">Bytes, the most during the stall against the most before.</param>
/// <param name="NativeGrowth">The same of the native memory that the service accounts for.</param>
/// <param name="RateAlone">The other viewer's updates a second before that one came.</param>
/// <param name="RateBeside">The same while that one has stopped.</param>
sealed record StalledViewer(ViewerWishes Wishes, long ResidentGrowth, long NativeGrowth, double RateAlone, double RateBeside)
{
    const int UpdatesBefore = 10;
    const int ReceiveBufferBytes = 64 * 1024;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(100);

    public static StalledViewer Measure(ScanoutServer server, Workload motion, ViewerWishes wishes, TimeSpan duration)
    {
        using var scene = new ScenePublisher(motion.Scene, server.Stage);
        using var healthy = SkippingViewer.Open(server.Port, motion.Wishes);
        Await(healthy, UpdatesBefore);
        var before = Watch(server, healthy, duration);
        using var stalled = SkippingViewer.Open(server.Port, wishes, ReceiveBufferBytes);
        Await(stalled, UpdatesBefore);
        stalled.Stall();
        var during = Watch(server, healthy, duration);
        return new(wishes, during.Resident - before.Resident, during.Native - before.Native, before.Rate, during.Rate);
    }

    static void Await(SkippingViewer viewer, int updates)
    {
        if (!viewer.WaitBeyond(updates, Patience))
            throw new InvalidOperationException($"{updates} updates did not come within {Patience.TotalSeconds:0} s");
    }

    static (long Resident, long Native, double Rate) Watch(ScanoutServer server, SkippingViewer healthy, TimeSpan duration)
    {
        var (beganAt, updates) = (Stopwatch.GetTimestamp(), healthy.Counts.Updates);
        var (resident, native) = (0L, 0L);
        while (Stopwatch.GetElapsedTime(beganAt) < duration)
        {
            (resident, native) = (Math.Max(resident, server.Process.ResidentBytes), Math.Max(native, server.NativeBytes));
            Thread.Sleep(SampleInterval);
        }
        return (resident, native, (healthy.Counts.Updates - updates) / Stopwatch.GetElapsedTime(beganAt).TotalSeconds);
    }
}
