using System.Diagnostics.Metrics;
using Scanout.Actors;
using Scanout.Pipeline;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks;

namespace Scanout.Hosting.Telemetry;

/// <summary>What is asked at the moment of a scrape: viewers, descriptors, native memory.</summary>
sealed class HostGauges : IDisposable
{
    readonly Meter meter = new(PipelineMeter.Name);

    public HostGauges(TilePool pool, ViewerCounts viewers)
    {
        meter.CreateObservableGauge(
            "scanout.viewers",
            () => viewers.All.Select(of => new Measurement<int>(of.Count, new("display", of.Display), new("protocol", of.Protocol))),
            null, "Viewers that are connected.");
        meter.CreateObservableCounter(
            "scanout.actor.restarts", () => new Measurement<long>(ActorRestarts.Displays, new KeyValuePair<string, object?>("kind", "display")),
            null, "Actors that failed and were restarted.");
        meter.CreateObservableGauge("scanout.device.fds", () => NativeCounts.DeviceFds, null, "File descriptors of devices.");
        meter.CreateObservableGauge(
            "scanout.native",
            () => new Measurement<long>[]
            {
                new(pool.NativeBytes, new KeyValuePair<string, object?>("kind", "tiles")),
                new(ShadowPlane.NativeBytes, new KeyValuePair<string, object?>("kind", "shadows")),
                new(NativeCounts.NativeBytes, new KeyValuePair<string, object?>("kind", "devices")),
            },
            "By", "Memory outside the managed heap.");
        meter.CreateObservableGauge(
            "scanout.kept_encodings", () => pool.EncodedBytes, "By", "Encodings of tiles that are kept for the viewers after the first.");
    }

    public void Dispose() => meter.Dispose();
}
