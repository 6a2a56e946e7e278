namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>Why a recorder has ended.</summary>
public enum RecordingEndReason
{
    /// <summary>It was told to.</summary>
    Told,

    /// <summary>The disk is full, or as full as it may be.</summary>
    NoRoom,

    /// <summary>The bound of all recordings' bytes leaves no room.</summary>
    Bound,

    /// <summary>What it records to is gone, or can't be written.</summary>
    Gone,
}
