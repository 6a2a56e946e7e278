using System.IO.Enumeration;
using Scanout.Pipeline.Devices.Memory;

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

    /// <summary>A file below the directory, as it is now; null where there is none, or only through a symbolic link.</summary>
    internal static FoundFile? At(string path, string directory)
    {
        for (var parent = Parent(path); parent != directory; parent = Parent(parent))
            if (!TryStat(parent, out var stat) || !stat.IsDirectory)
                return null;
        return TryStat(path, out var file) && !file.IsDirectory ? new(path, (long)file.SizeBytes, file.ChangedUtc) : null;
    }

    static string Parent(string path) => System.IO.Path.GetDirectoryName(path)!;

    static bool TryStat(string path, out Libc.StatX stat) =>
        Libc.StatPath(Libc.AT_FDCWD, path, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, out stat) == 0;
}
