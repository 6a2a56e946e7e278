using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Hosting.Web.Recordings;

/// <summary>
/// The segments that are in a directory of recordings, by display and time. It remembers what it read of files that have stayed as they
/// were, and looks once at a time, however many ask. Any thread may.
/// </summary>
/// <param name="read">What a file tells of itself; null where it is no segment.</param>
sealed class RecordingList(Func<string, SegmentInspection?> read) : IDisposable
{
    readonly SemaphoreSlim oneAtATime = new(1);
    Dictionary<string, KnownFile> known = [];

    public RecordingList() : this(Inspect)
    {
    }

    public async Task<IReadOnlyList<RecordingRecord>> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Read(directory), cancellationToken);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    IReadOnlyList<RecordingRecord> Read(string directory)
    {
        var found = new Dictionary<string, KnownFile>(StringComparer.Ordinal);
        foreach (var segment in RecordingFiles.Find(directory))
        {
            var changed = File.GetLastWriteTimeUtc(segment.Path);
            found[segment.Path] = known.TryGetValue(segment.Path, out var before) && before.Segment == segment && before.Changed == changed
                ? before : new KnownFile(segment, changed, RecordOf(segment));
        }
        known = found;
        return
        [
            .. found.Values.Select(file => file.Record).OfType<RecordingRecord>().OrderBy(record => record.Display, StringComparer.Ordinal)
                .ThenBy(record => record.Start).ThenBy(record => record.File, StringComparer.Ordinal),
        ];
    }

    RecordingRecord? RecordOf(StoredSegment segment) => read(segment.Path) is { } told
        ? new RecordingRecord(segment.Path, told.Facts.Display, told.Start, told.End, segment.Bytes, RecordingRecord.StateOf(told.State)) : null;

    static SegmentInspection? Inspect(string path)
    {
        try
        {
            return SegmentInspection.Read(path);
        }
        catch (Exception unreadable) when (unreadable is RecordingException or FileNotFoundException)
        {
            // No recording, one that is just being begun, or one that was too old to be kept any longer.
            return null;
        }
    }

    /// <summary>A file as it was when it was read, and what was in it.</summary>
    readonly record struct KnownFile(StoredSegment Segment, DateTime Changed, RecordingRecord? Record);
}
