using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting;

/// <summary>Who records displays, and where to.</summary>
/// <param name="Create">Makes the recorder of a display for one try; must not wait. Null where nothing is recorded.</param>
/// <param name="StoredBytes">What all recordings have on the disk; must not wait. Null where nothing is recorded.</param>
sealed record RecorderFactory(Func<RecordedDisplay, IRecorder>? Create, Func<long>? StoredBytes)
{
    /// <summary>When each display's oldest recording that is kept began; must not wait.</summary>
    public Func<IReadOnlyList<(string Display, DateTimeOffset Start)>> Oldest { get; init; } = () => [];

    public static RecorderFactory None { get; } = new(null, null);
}
