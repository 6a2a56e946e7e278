using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting;

/// <summary>Who records displays, and where to.</summary>
/// <param name="Create">Makes the recorder of a display for one try; must not wait. Null where nothing is recorded.</param>
/// <param name="StoredBytes">What all recordings have on the disk; must not wait. Null where nothing is recorded.</param>
sealed record RecorderFactory(Func<RecordedDisplay, IRecorder>? Create, Func<long>? StoredBytes)
{
    public static RecorderFactory None { get; } = new(null, null);
}
