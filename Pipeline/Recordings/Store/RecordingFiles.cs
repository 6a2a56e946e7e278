using System.Globalization;

namespace Scanout.Pipeline.Recordings.Store;

/// <summary>How the files of recordings are named: <c>DIRECTORY/DISPLAY/START.scanout</c>, START being UTC.</summary>
public static class RecordingFiles
{
    /// <summary>A segment's name ends so.</summary>
    public const string Ending = ".scanout";

    const string Start = "yyyyMMdd'T'HHmmss'.'fff'Z'";

    /// <summary>Beside a segment: what is to replace it once it is whole.</summary>
    internal const string PackingEnding = ".scanout.packing";

    static readonly EnumerationOptions Visible = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden };

    /// <summary>
    /// All segments in the displays' directories and in the directory itself, by display and name. Asks the files alone: for programs that
    /// look at the recordings of a service. A directory that is not there has none.
    /// </summary>
    /// <exception cref="IOException">The directory can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read.</exception>
    public static IReadOnlyList<StoredSegment> Find(string directory)
    {
        var root = new DirectoryInfo(directory);
        return !root.Exists ? [] :
        [
            .. root.EnumerateDirectories("*", Visible).Prepend(root)
                .SelectMany(display => display.EnumerateFiles("*" + Ending, Visible), (display, file) => (display, file))
                .Where(found => found.file.Exists)
                .Select(found => new StoredSegment(
                    found.file.FullName, found.display.Name, found.file.Length, SegmentLock.IsWritten(found.file.FullName)))
                .OrderBy(segment => segment.Display, StringComparer.Ordinal).ThenBy(segment => segment.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>The files of one display's directory that could be segments, the oldest first.</summary>
    /// <exception cref="IOException">The directory can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read.</exception>
    public static IEnumerable<string> In(string directory) =>
        Directory.EnumerateFiles(directory, "*" + Ending).Order(StringComparer.Ordinal);

    /// <summary>Whether anything is in it: an empty one is just being begun, or was by a service that was killed at that moment.</summary>
    public static bool IsBegun(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    internal static string NameOf(DateTime utc) => utc.ToString(Start, CultureInfo.InvariantCulture) + Ending;

    /// <summary>The start that a segment is named after; null where it is named otherwise.</summary>
    internal static DateTime? StartOf(string name) =>
        name.EndsWith(Ending, StringComparison.Ordinal) && DateTime.TryParseExact(
            name.AsSpan(0, name.Length - Ending.Length), Start, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var utc) ? utc : null;
}
