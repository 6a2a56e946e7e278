using System.Diagnostics.Metrics;
using System.Reflection;
using Scanout.Actors;
using Scanout.Pipeline;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting.Telemetry;

/// <summary>What is asked at the moment of a scrape: recordings, descriptors, native memory.</summary>
sealed class HostGauges : IDisposable
{
    readonly Meter meter = new(PipelineMeter.Name);

    public HostGauges(TilePool pool, RecordingBoard recordings, RecorderFactory recorders)
    {
        meter.CreateObservableGauge(
            "scanout.build.info",
            () => new Measurement<int>(
                1, new("version", Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)), new("dotnet", Environment.Version.ToString())),
            null, "1, with what is running.");
        meter.CreateObservableCounter(
            "scanout.actor.restarts",
            () => new Measurement<long>[]
            {
                new(ActorRestarts.Displays, new KeyValuePair<string, object?>("kind", "display")),
                new(ActorRestarts.Recorders, new KeyValuePair<string, object?>("kind", "recorder")),
                new(ActorRestarts.Screens, new KeyValuePair<string, object?>("kind", "screen")),
            },
            null, "Actors that failed and were restarted.");
        meter.CreateObservableGauge("scanout.device.fds", () => NativeCounts.DeviceFds, null, "File descriptors of devices.");
        meter.CreateObservableGauge(
            "scanout.device.fd_held", () => DeviceReleases.Longest.TotalSeconds, "s",
            "How long a device has been held that is to be let go: the one that has been the longest; 0 where there is none.");
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
        AddRecordings(recordings, recorders);
        AddProcess();
    }

    /// <summary>By the names that every Prometheus client library has for them.</summary>
    void AddProcess()
    {
        meter.CreateObservableCounter("process.cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time that the service has taken.");
        meter.CreateObservableGauge("process.resident_memory", () => Environment.WorkingSet, "By", "Memory of the service that is resident.");
    }

    void AddRecordings(RecordingBoard recordings, RecorderFactory recorders)
    {
        meter.CreateObservableGauge(
            "scanout.recording.state",
            () => recordings.All.Select(of => new Measurement<int>(
                of.Status.State == RecordingState.Recording ? 1 : 0, new KeyValuePair<string, object?>("display", of.Display))),
            null, "1 while the display is being recorded, 0 while its recording waits or can not go on.");
        meter.CreateObservableGauge(
            "scanout.recording.stopped",
            () => recordings.All.Select(of => new Measurement<int>(
                of.Status.State is RecordingState.Stopped or RecordingState.Failing ? 1 : 0,
                new KeyValuePair<string, object?>("display", of.Display))),
            null, "1 while the display is to be recorded and its recording can not go on.");
        meter.CreateObservableGauge(
            "scanout.recording.open_segments", () => recordings.All.Count(of => of.Status.File is not null), null, "Segments that are being written.");
        if (recorders.StoredBytes is { } storedBytes)
            meter.CreateObservableGauge("scanout.recording.stored", storedBytes, "By", "What all recordings have on the disk.");
    }

    public void Dispose() => meter.Dispose();
}
