namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>When a display is recorded.</summary>
public enum RecordingPolicy
{
    Off,
    On,

    /// <summary>While its picture changes, and for a while after.</summary>
    OnActivity,
}
