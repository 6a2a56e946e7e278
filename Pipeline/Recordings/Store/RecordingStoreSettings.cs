namespace Scanout.Pipeline.Recordings.Store;

/// <summary>Where recordings lie, and how much of them is kept.</summary>
public sealed record RecordingStoreSettings
{
    /// <summary>Made, with its parents, where it is not there yet; nobody but the service's user may look into what is made.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// What all files below the directory may take together, counted by their lengths, at every instant: the oldest closed segments go in
    /// time. Null: as much as there is room.
    /// </summary>
    public long? MaxBytes { get; init; }

    /// <summary>A segment that was changed last longer ago than that goes. Null: none goes for its age.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>
    /// What is left free on the file system: with less, recording stops as it would on a full disk. The end of a segment may still use it.
    /// </summary>
    public long KeepFreeBytes { get; init; } = 256L << 20;
}
