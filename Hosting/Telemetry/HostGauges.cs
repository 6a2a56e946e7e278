using System.Diagnostics.Metrics;
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

    public HostGauges(TilePool pool, RecordingBoard recordings, RecorderFactory recorders, TimeProvider time)
    {
        meter.CreateObservableGauge(
            "scanout.build.info",
            () => new Measurement<int>(
                1, new("version", ProgramVersion.Text), new("dotnet", Environment.Version.ToString())),
            null, "1, with what is running.");
        meter.CreateObservableCounter(
            "scanout.actor.restarts",
            () => new[]
            {
                Restarts(ActorRestarts.Captures, "display", "capture"), Restarts(ActorRestarts.Displays, "display", "actor"),
                Restarts(ActorRestarts.Recorders, "recorder", "actor"), Restarts(ActorRestarts.Screens, "screen", "actor"),
            },
            null, "Actors that failed and were restarted, by what broke.");
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
        AddRecordings(recordings, recorders, time);
    }

    static Measurement<long> Restarts(long count, string kind, string reason) =>
        new(count, new("kind", kind), new KeyValuePair<string, object?>("reason", reason));

    void AddRecordings(RecordingBoard recordings, RecorderFactory recorders, TimeProvider time)
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
        meter.CreateObservableGauge(
            "scanout.replay_buffer_seconds",
            () => recorders.Oldest().Select(oldest => new Measurement<double>(
                Math.Max(0, (time.GetUtcNow() - oldest.Start).TotalSeconds), new KeyValuePair<string, object?>("display", oldest.Display))),
            null, "How far back a display can be replayed: since its oldest recording that is kept, gaps and all.");
    }

    public void Dispose() => meter.Dispose();
}
