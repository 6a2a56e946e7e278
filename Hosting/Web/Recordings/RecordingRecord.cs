using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Web.Recordings;

/// <summary>A segment of a recording as <c>GET /api/recordings</c> and <c>scanout recordings</c> tell of it.</summary>
/// <param name="File">Its path.</param>
/// <param name="Display">The display's name.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">The last moment that it tells of; null where that is not known.</param>
/// <param name="Bytes">The file's.</param>
/// <param name="State"><c>recording</c>, <c>complete</c>, <c>torn</c>.</param>
public sealed record RecordingRecord(
    string File, string Display, DateTimeOffset Start, DateTimeOffset? End, long Bytes, string State)
{
    /// <summary>A state as it is told.</summary>
    public static string StateOf(SegmentState state) => state switch
    {
        SegmentState.Recording => "recording",
        SegmentState.Complete => "complete",
        _ => "torn",
    };
}
