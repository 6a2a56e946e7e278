using System.Runtime.InteropServices;

namespace Scanout.Lab.Devices;

/// <summary>
/// System calls as the lab makes them: an implementation of the kernel's interface of its own, so that a mistake of the product's is not made twice.
/// A call that fails throws.
/// </summary>
static unsafe partial class LabCalls
{
    public const int ReadWrite = 2, CloseOnExec = 0x80000;

    public static int Open(string path)
    {
        var fd = open(path, ReadWrite | CloseOnExec);
        return fd >= 0 ? fd : throw new LabCallException($"open {path}", Marshal.GetLastPInvokeError());
    }

    public static void Close(int fd) => _ = close(fd);

    /// <summary>Gives a file these permissions.</summary>
    public static void SetMode(string path, uint mode) => Assert.Equal(0, chmod(path, mode));

    public static int Ioctl(int fd, uint request, void* argument)
    {
        var result = ioctl(fd, request, argument);
        return result >= 0 ? result : throw new LabCallException($"ioctl 0x{request:x}", Marshal.GetLastPInvokeError());
    }

    public static nint Map(int fd, long offset, long bytes)
    {
        var address = mmap(0, (nuint)bytes, 3, 1, fd, offset);
        return address != -1 ? address : throw new LabCallException($"mmap of {bytes} bytes", Marshal.GetLastPInvokeError());
    }

    public static void Unmap(nint address, long bytes) => _ = munmap(address, (nuint)bytes);

    public static void Write(int fd, long offset, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            if (pwrite(fd, start, (nuint)bytes.Length, offset) != bytes.Length)
                throw new LabCallException($"pwrite at 0x{offset:x}", Marshal.GetLastPInvokeError());
    }

    public static byte[] Read(int fd, long offset, int count)
    {
        var bytes = new byte[count];
        fixed (byte* start = bytes)
            return pread(fd, start, (nuint)count, offset) == count
                ? bytes
                : throw new LabCallException($"pread at 0x{offset:x}", Marshal.GetLastPInvokeError());
    }

    /// <summary>Sends bytes and one descriptor over a connected Unix socket (unix(7), SCM_RIGHTS).</summary>
    public static void Send(SafeHandle socket, ReadOnlySpan<byte> text, int fd)
    {
        var control = stackalloc long[3];
        (control[0], ((int*)control)[2], ((int*)control)[3], ((int*)control)[4]) = (20, 1, 1, fd);
        fixed (byte* start = text)
        {
            var part = stackalloc nint[2] { (nint)start, text.Length };
            var message = stackalloc nint[7] { 0, 0, (nint)part, 1, (nint)control, 24, 0 };
            if (sendmsg((int)socket.DangerousGetHandle(), message, 0) != text.Length)
                throw new LabCallException("sendmsg", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Takes a duplicate of another process's descriptor.</summary>
    public static int Take(int process, int fd)
    {
        var pidfd = (int)syscall(434, process, 0, 0);
        var taken = pidfd < 0 ? -1 : (int)syscall(438, pidfd, fd, 0);
        var errno = Marshal.GetLastPInvokeError();
        if (pidfd >= 0)
            Close(pidfd);
        return taken >= 0 ? taken : throw new LabCallException("pidfd_getfd", errno);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int close(int fd);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chmod(string path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, nuint request, void* argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint mmap(nint address, nuint bytes, int protection, int flags, int fd, long offset);

    [LibraryImport("libc")]
    private static partial int munmap(nint address, nuint bytes);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwrite(int fd, void* from, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(int fd, void* to, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendmsg(int fd, void* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint first, nint second, nint third);
}
