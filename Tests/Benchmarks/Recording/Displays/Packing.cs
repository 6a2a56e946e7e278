using Microsoft.Extensions.Logging.Abstractions;
using Scanout.Pipeline.Recordings.Packing;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Benchmarks.Recording.Displays;

/// <summary>Packs what was recorded, as the service does in the background.</summary>
static class Packing
{
    /// <summary>Every segment below a store's directory.</summary>
    /// <returns>What they take then, and the processor time that it took.</returns>
    public static (long Bytes, TimeSpan ProcessorTime) Pack(string directory)
    {
        var before = ProcessorClock.ThisThread;
        using var store = new RecordingStore(new RecordingStoreSettings { Directory = directory }, TimeProvider.System, NullLogger.Instance);
        using var packer = new SegmentPacker(secret: null);
        foreach (var segment in store.List())
            packer.TryPack(store, segment.Path, CancellationToken.None);
        return (store.TotalBytes, ProcessorClock.ThisThread - before);
    }
}
