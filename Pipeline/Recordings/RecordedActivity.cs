namespace Scanout.Pipeline.Recordings;

/// <summary>How much was recorded in a stretch of a segment.</summary>
/// <param name="From">On the segment's clock.</param>
/// <param name="To">Likewise.</param>
/// <param name="Bytes">What the changes took in the file, about.</param>
public readonly record struct RecordedActivity(TimeSpan From, TimeSpan To, long Bytes);
