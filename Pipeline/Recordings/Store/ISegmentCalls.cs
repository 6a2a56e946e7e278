using Microsoft.Win32.SafeHandles;

namespace Scanout.Pipeline.Recordings.Store;

/// <summary>
/// The system calls that can fail while a segment is written or goes. Each returns what the call returns, and an errno as a negative
/// number. Any thread.
/// </summary>
interface ISegmentCalls
{
    /// <summary>pwrite(2): how many of the bytes were written, which may be fewer than all.</summary>
    int Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset);

    /// <summary>ftruncate(2).</summary>
    int Truncate(SafeFileHandle file, long bytes);

    /// <summary>fdatasync(2).</summary>
    int Flush(SafeFileHandle file);

    /// <summary>fstatvfs(3): what an ordinary user can still write to the file system.</summary>
    long FreeBytes(SafeFileHandle file);

    /// <summary>unlinkat(2).</summary>
    int Delete(SafeFileHandle directory, string name);
}
