namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>A display's recording as it is now.</summary>
/// <param name="State">What an operator is told.</param>
/// <param name="Reason">One sentence where it is not being recorded.</param>
/// <param name="File">The segment that is open, a path; null where none is.</param>
/// <param name="Since">Since when it has been in this state; null where that is not known.</param>
/// <param name="Bytes">Bytes of the open segment, as far as it has been written.</param>
public sealed record RecordingStatus(RecordingState State, string? Reason, string? File, DateTimeOffset? Since, long Bytes)
{
    /// <summary>Of a display that is not recorded.</summary>
    public static RecordingStatus Off { get; } = new(RecordingState.Off, null, null, null, 0);
}
