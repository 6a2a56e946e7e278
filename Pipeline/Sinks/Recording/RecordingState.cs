namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>What an operator is told of a display's recording.</summary>
public enum RecordingState
{
    /// <summary>The display is not recorded.</summary>
    Off,

    /// <summary>It is recorded on activity, and nothing happens.</summary>
    Waiting,

    Recording,

    /// <summary>It can't go on, the reason says why; it is tried again.</summary>
    Stopped,

    /// <summary>The recorder broke by a fault of ours; it is tried again.</summary>
    Failing,
}
