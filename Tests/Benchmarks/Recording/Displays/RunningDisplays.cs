using Microsoft.Extensions.Logging.Abstractions;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings.Store;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Benchmarks.Recording.Displays;

/// <summary>
/// Displays that are captured and recorded by the wall's clock, with as many capture threads as there are cores, as the service does it. Owns all of
/// that but the directory; the devices are its own once they are opened.
/// </summary>
sealed class RunningDisplays : IDisposable
{
    readonly TilePool pool = new();
    readonly List<Surface> surfaces = [];
    readonly List<Task<RecordingEnd>> recordings = [];
    readonly DiskThread disk = new();
    readonly CancellationTokenSource ending = new();
    readonly RecordingStore store;
    readonly CaptureThreads threads;

    public RunningDisplays(string directory)
    {
        store = new RecordingStore(new RecordingStoreSettings { Directory = directory }, TimeProvider.System, NullLogger.Instance);
        threads = new CaptureThreads(CaptureSettings.Default, Environment.ProcessorCount, TimeProvider.System);
    }

    public int Count => surfaces.Count;

    /// <summary>Pictures that were captured so far, of all of them.</summary>
    public long Pictures => surfaces.Sum(surface => surface.PictureCount);

    /// <summary>What the recordings take on disk by now.</summary>
    public long Bytes => store.TotalBytes;

    public void Add(string name, IDeviceSource source)
    {
        var surface = new Surface(name, pool, TimeProvider.System);
        surfaces.Add(surface);
        threads.Start(source, surface, _ => { });
        var recorder = new Recorder(
            new RecordedDisplay(surface, RecordingPolicy.On, () => Guid.Empty), new RecorderSettings { Host = "benchmark" }, store, disk,
            new RecordingHistory(), NullLogger.Instance);
        recordings.Add(recorder.RunAsync(ending.Token));
    }

    /// <summary>Ends the recordings.</summary>
    /// <exception cref="InvalidOperationException">One had ended before.</exception>
    public void Close()
    {
        ending.Cancel();
        foreach (var recording in recordings)
            if (recording.GetAwaiter().GetResult() is { Why: not RecordingEndReason.Told } broken)
                throw new InvalidOperationException($"a recording ended: {broken.Message}");
    }

    public void Dispose()
    {
        ending.Cancel();
        Task.WhenAll(recordings).GetAwaiter().GetResult();
        threads.Dispose();
        surfaces.ForEach(surface => surface.Dispose());
        store.Dispose();
        disk.Dispose();
        ending.Dispose();
    }
}
