namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>A recorder's end.</summary>
/// <param name="Why">What kind of end.</param>
/// <param name="Message">One sentence.</param>
public sealed record RecordingEnd(RecordingEndReason Why, string Message);
