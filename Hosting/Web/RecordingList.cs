using Scanout.Hosting.Cli;
using Scanout.Pipeline.Recordings;

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

    static SegmentFacts? ReadFacts(string path)
    {
        try
        {
            var found = SegmentInspection.Read(path);
            return new SegmentFacts(found.Facts.Display, found.Start, found.End, InfoRecord.StateOf(found.State));
        }
        catch (RecordingException)
        {
            // No recording, or one that is just being begun.
            return null;
        }
    }
}
