namespace Scanout.Pipeline.Recordings;

/// <summary>A segment, and where it lies in a timeline.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Start">Its beginning, on the timeline's clock.</param>
/// <param name="End">The last moment that it tells of, so far.</param>
/// <param name="StartTime">The wall clock at its beginning.</param>
/// <param name="State">What has become of it.</param>
public sealed record RecordedStretch(string Path, TimeSpan Start, TimeSpan End, DateTimeOffset StartTime, SegmentState State);
