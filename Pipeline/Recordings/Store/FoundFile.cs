using System.IO.Enumeration;

namespace Scanout.Pipeline.Recordings.Store;

/// <summary>A file below the directory of the recordings, whoever put it there.</summary>
readonly record struct FoundFile(string Path, long Bytes, DateTime ChangedUtc)
{
    static readonly EnumerationOptions All = new()
    {
        RecurseSubdirectories = true, IgnoreInaccessible = true,
        // Symbolic links are not followed, nor counted.
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <exception cref="IOException">The directory can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read.</exception>
    internal static IEnumerable<FoundFile> Below(string directory) =>
        new FileSystemEnumerable<FoundFile>(
            directory, (ref FileSystemEntry entry) => new(entry.ToFullPath(), entry.Length, entry.LastWriteTimeUtc.UtcDateTime), All)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
        };
}
