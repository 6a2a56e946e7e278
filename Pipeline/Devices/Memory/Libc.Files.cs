using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Scanout.Pipeline.Devices.Memory;

/// <summary>Calls for files that are kept on disk, and for the directories that they lie in. Structures as 64-bit Linux has them.</summary>
static partial class Libc
{
    internal const int AT_REMOVEDIR = 0x200;
    internal const int F_OFD_GETLK = 36;
    internal const int F_OFD_SETLK = 37;
    internal const short F_WRLCK = 1;
    internal const short F_UNLCK = 2;
    internal const long UTIME_OMIT = (1 << 30) - 2;

    internal const int EEXIST = 17;
    internal const int ENOSPC = 28;
    internal const int ESTALE = 116;
    internal const int EDQUOT = 122;

    internal static int O_DIRECTORY => IsArm64 ? 0x4000 : 0x1_0000;
    internal static int O_NOFOLLOW => IsArm64 ? 0x8000 : 0x2_0000;

    /// <summary><c>struct flock</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct FileLock
    {
        internal short Type;
        internal short Whence;
        internal long Start;
        internal long Bytes;
        internal int Pid;
    }

    /// <summary><c>struct timespec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeSpec
    {
        internal long Seconds;
        internal long Nanoseconds;
    }

    /// <summary>What the system says of an open file; false with errno.</summary>
    internal static unsafe bool TryStat(SafeFileHandle file, out StatX stat)
    {
        var emptyPath = stackalloc byte[1];
        emptyPath[0] = 0;
        return StatFd(file, emptyPath, AT_EMPTY_PATH, STATX_BASIC_STATS, out stat) == 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static unsafe partial int StatFd(SafeFileHandle file, byte* emptyPath, int flags, uint mask, out StatX stat);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatAt(SafeFileHandle directory, string path, int flags, uint mask, out StatX stat);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OpenAt(SafeFileHandle directory, string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MkdirAt(SafeFileHandle directory, string path, int mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int UnlinkAt(SafeFileHandle directory, string path, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int RenameAt(SafeFileHandle directory, string path, SafeFileHandle newDirectory, string newPath);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int Fdatasync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    internal static unsafe partial nint Pwrite(SafeFileHandle file, void* source, nuint bytes, long offset);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int Ftruncate(SafeFileHandle file, long bytes);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static unsafe partial int Fcntl(SafeFileHandle file, int command, FileLock* fileLock);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    internal static unsafe partial int Futimens(SafeFileHandle file, TimeSpec* accessedAndChanged);

    /// <summary><c>struct statvfs</c> is eleven words and some room.</summary>
    [LibraryImport("libc", EntryPoint = "fstatvfs", SetLastError = true)]
    internal static unsafe partial int Fstatvfs(SafeFileHandle file, ulong* stat);
}
