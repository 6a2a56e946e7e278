namespace Scanout.Hosting.Web;

/// <summary>The segments that are in a directory of recordings and below it, by display and time.</summary>
static class RecordingList
{
    static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = false };

    public static IReadOnlyList<RecordingRecord> Of(string directory) => Of(directory, ReadFacts);

    /// <param name="directory">Where to look.</param>
    /// <param name="read">What a file tells of itself; null where it is no segment.</param>
    internal static IReadOnlyList<RecordingRecord> Of(string directory, Func<string, SegmentFacts?> read) =>
    [
        .. Directory.EnumerateFiles(Path.GetFullPath(directory), "*.scanout", Everywhere)
            .Select(file => RecordOf(file, read)).OfType<RecordingRecord>()
            .OrderBy(record => record.Display, StringComparer.Ordinal).ThenBy(record => record.Start)
            .ThenBy(record => record.File, StringComparer.Ordinal),
    ];

    static RecordingRecord? RecordOf(string path, Func<string, SegmentFacts?> read)
    {
        try
        {
            return read(path) is { } facts
                ? new RecordingRecord(path, facts.Display, facts.Start, facts.End, new FileInfo(path).Length, facts.State)
                : null;
        }
        catch (FileNotFoundException)
        {
            // It was too old to be kept any longer.
            return null;
        }
    }

    /// <summary>The one place that knows how a segment is asked: by what the file system knows of it.</summary>
    static SegmentFacts? ReadFacts(string path)
    {
        var file = new FileInfo(path);
        return new SegmentFacts(
            Path.GetFileNameWithoutExtension(path), new DateTimeOffset(file.CreationTimeUtc), new DateTimeOffset(file.LastWriteTimeUtc), "complete");
    }
}
