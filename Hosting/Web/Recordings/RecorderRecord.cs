using System.Text.Json.Serialization;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting.Web.Recordings;

/// <summary>How a display's recording is, as <c>GET /api/displays</c> tells of it.</summary>
/// <param name="State"><c>waiting</c>, <c>recording</c>, <c>stopped</c>, <c>failing</c>.</param>
/// <param name="Reason">One sentence where it is not being recorded.</param>
/// <param name="File">The segment that is open.</param>
/// <param name="Since">Since when it has been in this state.</param>
/// <param name="Bytes">Bytes of the open segment.</param>
public sealed record RecorderRecord(
    string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? File,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Since,
    long Bytes)
{
    /// <summary>Null for a display that is not recorded.</summary>
    public static RecorderRecord? Of(RecordingStatus status)
    {
        var state = status.State switch
        {
            RecordingState.Waiting => "waiting",
            RecordingState.Recording => "recording",
            RecordingState.Stopped => "stopped",
            RecordingState.Failing => "failing",
            _ => null,
        };
        return state is null ? null : new RecorderRecord(state, status.Reason, status.File, status.Since, status.Bytes);
    }
}
