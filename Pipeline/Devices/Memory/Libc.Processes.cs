using System.Runtime.InteropServices;

namespace Scanout.Pipeline.Devices.Memory;

/// <summary>
/// Calls about other processes and their descriptors. Those that the C library has no function for go through <c>syscall(2)</c>, whose
/// arguments are whole registers.
/// </summary>
static partial class Libc
{
    internal const int F_DUPFD_CLOEXEC = 1030;
    internal const short POLLIN = 1;
    internal const int KCMP_FILE = 0;
    internal const int S_IFCHR = 0x2000;
    internal const int S_IFSOCK = 0xC000;
    internal const int AT_SYMLINK_NOFOLLOW = 0x100;

    internal const int ENOENT = 2;
    internal const int ESRCH = 3;
    internal const int EBADF = 9;
    internal const int EAGAIN = 11;
    internal const int ENOSYS = 38;

    const int SysPidfdOpen = 434;
    const int SysPidfdGetfd = 438;

    static readonly bool IsArm64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    static readonly int SysGetdents64 = IsArm64 ? 61 : 217;
    static readonly int SysKcmp = IsArm64 ? 272 : 312;

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollFd
    {
        internal int Fd;
        internal short Events;
        internal short Returned;
    }

    /// <summary>A descriptor that stands for the process and is readable once it has ended; it is closed on exec.</summary>
    internal static int PidfdOpen(int pid) => (int)Syscall(SysPidfdOpen, pid, 0, 0);

    /// <summary>A duplicate of another process's descriptor; it is closed on exec.</summary>
    internal static int PidfdGetfd(DeviceFd pidfd, int fd) => (int)Syscall(SysPidfdGetfd, pidfd, fd, 0);

    /// <summary>0 where both processes' descriptors are one open file.</summary>
    internal static int Kcmp(int pid, int otherPid, int type, DeviceFd fd, int otherFd) =>
        (int)Syscall(SysKcmp, pid, otherPid, type, fd, otherFd);

    internal static unsafe int Getdents64(DeviceFd directory, byte* entries, int bytes) =>
        (int)Syscall(SysGetdents64, directory, (nint)entries, bytes);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static unsafe partial int Poll(PollFd* fds, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true)]
    internal static unsafe partial nint ReadLink(byte* path, byte* target, nuint bytes);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint first, nint second, nint third);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, DeviceFd first, nint second, nint third);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint first, nint second, nint third, DeviceFd fourth, nint fifth);
}
