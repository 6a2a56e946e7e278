using System.Collections.Concurrent;

namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>How each display's recording is. Any thread may ask; the recorders' actors tell.</summary>
public sealed class RecordingBoard
{
    readonly ConcurrentDictionary<string, RecordingStatus> statuses = new(StringComparer.Ordinal);

    public void Put(string display, RecordingStatus status) => statuses[display] = status;

    /// <summary>Off for a display that has no recorder.</summary>
    public RecordingStatus Of(string display) => statuses.GetValueOrDefault(display, RecordingStatus.Off);

    /// <summary>Every display that ever had a recorder.</summary>
    public IEnumerable<(string Display, RecordingStatus Status)> All => statuses.Select(pair => (pair.Key, pair.Value));
}
