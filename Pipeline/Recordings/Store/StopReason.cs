namespace Scanout.Pipeline.Recordings.Store;

/// <summary>Why no more can be written.</summary>
public enum StopReason
{
    /// <summary>
    /// The file system is full, or the user's share of it, or nearly: <see cref="RecordingStoreSettings.KeepFreeBytes"/>.
    /// </summary>
    NoRoom,

    /// <summary>The recordings take all that they may, and no closed segment is left that could go.</summary>
    Bound,

    /// <summary>The file, its directory or the disk is not there any more.</summary>
    Gone,

    /// <summary>Anything else: a directory that is not ours, another service that records into it.</summary>
    Failed,
}
