using System.Runtime.InteropServices;

namespace Scanout.Pipeline.Devices.Memory;

/// <summary>
/// The C library's calls for files and memory, under their own names; constants as in the Linux headers of x86-64 and arm64. Each sets
/// errno: take it with <see cref="Marshal.GetLastPInvokeError"/> before anything else is called.
/// </summary>
static partial class Libc
{
    // fcntl.h
    internal const int O_RDONLY = 0;
    internal const int O_RDWR = 2;
    internal const int O_CREAT = 0x40;
    internal const int O_EXCL = 0x80;
    internal const int O_NOCTTY = 0x100;
    internal const int O_NONBLOCK = 0x800;
    internal const int O_CLOEXEC = 0x8_0000;
    internal const int O_PATH = 0x20_0000;
    internal const int F_SETFD = 2;
    internal const int FD_CLOEXEC = 1;
    internal const int F_ADD_SEALS = 1033;
    internal const int F_GET_SEALS = 1034;
    internal const int F_SEAL_SHRINK = 2;
    internal const int AT_FDCWD = -100;
    internal const int AT_EMPTY_PATH = 0x1000;

    // sys/mman.h
    internal const int PROT_READ = 1;
    internal const int PROT_WRITE = 2;
    internal const int MAP_SHARED = 1;
    internal const int MAP_PRIVATE = 2;
    internal const int MAP_ANONYMOUS = 0x20;
    internal const uint MFD_CLOEXEC = 1;
    internal const uint MFD_ALLOW_SEALING = 2;

    // sys/stat.h
    internal const uint STATX_BASIC_STATS = 0x7FF;
    internal const uint STATX_BTIME = 0x800;
    internal const int S_IFMT = 0xF000;
    internal const int S_IFDIR = 0x4000;
    internal const int S_IFREG = 0x8000;

    // linux/magic.h
    internal const long TMPFS_MAGIC = 0x0102_1994;

    // errno.h
    internal const int EPERM = 1;
    internal const int EINTR = 4;
    internal const int EIO = 5;
    internal const int ENXIO = 6;
    internal const int EACCES = 13;
    internal const int ENODEV = 19;
    internal const int EBUSY = 16;
    internal const int EINVAL = 22;
    internal const int ETXTBSY = 26;
    internal const int EROFS = 30;

    /// <summary>
    /// <c>struct statx</c>, the parts of it that are asked for; the same on every architecture, unlike <c>struct stat</c>.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatX
    {
        [FieldOffset(16)] internal uint LinkCount;
        [FieldOffset(20)] internal uint UserId;
        [FieldOffset(24)] internal uint GroupId;
        [FieldOffset(28)] internal ushort Mode;
        [FieldOffset(32)] internal ulong Inode;
        [FieldOffset(40)] internal ulong SizeBytes;
        [FieldOffset(80)] internal long BirthSeconds;
        [FieldOffset(88)] internal uint BirthNanoseconds;
        [FieldOffset(112)] internal long ChangeSeconds;
        [FieldOffset(120)] internal uint ChangeNanoseconds;
        [FieldOffset(136)] internal uint DeviceMajor;
        [FieldOffset(140)] internal uint DeviceMinor;

        internal readonly DateTime ChangedUtc =>
            DateTime.UnixEpoch.AddSeconds(ChangeSeconds).AddTicks(ChangeNanoseconds / TimeSpan.NanosecondsPerTick);

        internal readonly bool IsDirectory => (Mode & S_IFMT) == S_IFDIR;

        internal readonly bool IsRegularFile => (Mode & S_IFMT) == S_IFREG;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int Ftruncate(DeviceFd fd, long bytes);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    internal static partial int PosixFallocate(DeviceFd fd, long offset, long bytes);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Fcntl(DeviceFd fd, int command, int argument);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatPath(int directoryFd, string path, int flags, uint mask, out StatX stat);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    internal static unsafe partial int StatFd(DeviceFd fd, byte* emptyPath, int flags, uint mask, out StatX stat);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Chown(string path, uint userId, uint groupId);

    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    internal static unsafe partial int Fstatfs(DeviceFd fd, long* stat);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Mmap(nint address, nuint bytes, int protection, int flags, DeviceFd fd, long offset);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint MmapAnonymous(nint address, nuint bytes, int protection, int flags, int fd, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Munmap(nint address, nuint bytes);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    internal static unsafe partial nint Pread(DeviceFd fd, void* destination, nuint bytes, long offset);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    internal static unsafe partial nint Pwrite(DeviceFd fd, void* source, nuint bytes, long offset);
}
