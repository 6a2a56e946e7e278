using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Recordings.Store;

/// <summary>The calls as the system has them.</summary>
sealed class SegmentCalls : ISegmentCalls
{
    internal static SegmentCalls System { get; } = new();

    public unsafe int Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
            return (int)OrErrno(Libc.Pwrite(file, start, (nuint)bytes.Length, offset));
    }

    public int Truncate(SafeFileHandle file, long bytes) => (int)OrErrno(Libc.Ftruncate(file, bytes));

    public int Flush(SafeFileHandle file) => (int)OrErrno(Libc.Fdatasync(file));

    public unsafe long FreeBytes(SafeFileHandle file)
    {
        // struct statvfs: f_bsize, f_frsize, f_blocks, f_bfree, f_bavail.
        var stat = stackalloc ulong[32];
        var result = OrErrno(Libc.Fstatvfs(file, stat));
        return result < 0 ? result : (long)Math.Min(stat[1] * stat[4], long.MaxValue);
    }

    public int Delete(SafeFileHandle directory, string name) => (int)OrErrno(Libc.UnlinkAt(directory, name, 0));

    static nint OrErrno(nint result) => result >= 0 ? result : -Marshal.GetLastPInvokeError();
}
