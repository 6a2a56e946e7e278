using System.Diagnostics.Metrics;

namespace Scanout.Pipeline.Recordings.Store;

/// <summary>What is counted of the recordings that go.</summary>
static class RecordingStoreMeter
{
    static readonly Counter<long> DeletedSegments = PipelineMeter.Meter.CreateCounter<long>(
        "scanout.recording.deleted", null, "Closed segments that were deleted, for their age or for room.");

    /// <param name="reason"><c>age</c>, <c>bytes</c>.</param>
    internal static void Deleted(string reason) => DeletedSegments.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
