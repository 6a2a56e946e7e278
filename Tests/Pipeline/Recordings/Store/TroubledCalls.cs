using Microsoft.Win32.SafeHandles;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Tests.Pipeline.Recordings.Store;

/// <summary>The system's calls on a disk that is small, slow in taking, or broken.</summary>
sealed class TroubledCalls : ISegmentCalls
{
    public const int Eio = 5;
    public const int Eacces = 13;
    public const int Enospc = 28;
    public const int Edquot = 122;

    /// <summary>What it still takes; then <see cref="FullErrno"/>.</summary>
    public long RoomBytes { get; set; } = long.MaxValue;

    public int FullErrno { get; set; } = Enospc;

    /// <summary>What one write takes at most.</summary>
    public int WriteBytes { get; set; } = int.MaxValue;

    public int TruncateErrno { get; set; }
    public int FlushErrno { get; set; }
    public int DeleteErrno { get; set; }
    public long? Free { get; set; }

    /// <summary>Before a write that will succeed.</summary>
    public Action OnWrite { get; set; } = () => { };

    public int Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        var taken = (int)Math.Min(Math.Min(bytes.Length, WriteBytes), RoomBytes);
        if (taken == 0)
            return -FullErrno;
        OnWrite();
        taken = SegmentCalls.System.Write(file, bytes[..taken], offset);
        RoomBytes -= taken;
        return taken;
    }

    public int Truncate(SafeFileHandle file, long bytes) => TruncateErrno == 0 ? SegmentCalls.System.Truncate(file, bytes) : -TruncateErrno;

    public int Flush(SafeFileHandle file) => FlushErrno == 0 ? SegmentCalls.System.Flush(file) : -FlushErrno;

    public long FreeBytes(SafeFileHandle file) => Free ?? SegmentCalls.System.FreeBytes(file);

    public int Delete(SafeFileHandle directory, string name) =>
        DeleteErrno == 0 ? SegmentCalls.System.Delete(directory, name) : -DeleteErrno;
}
