using Microsoft.Win32.SafeHandles;

namespace Scanout.Pipeline.Devices.Memory;

/// <summary>
/// An open file descriptor of a device or of its scratch memory; counted in <see cref="NativeCounts.DeviceFds"/> until it is closed.
/// </summary>
public sealed class DeviceFd : SafeHandleMinusOneIsInvalid
{
    /// <param name="fd">Taken over: it is closed with this object. Negative = a call that failed: an invalid handle, not counted.</param>
    public DeviceFd(int fd) : base(ownsHandle: true)
    {
        SetHandle(fd < 0 ? -1 : fd);
        if (!IsInvalid)
            NativeCounts.AddFds(1);
    }

    /// <summary>One that a driver gave: such are not closed when another program is executed unless that is asked for.</summary>
    internal static DeviceFd OnExecClosed(int fd)
    {
        var made = new DeviceFd(fd);
        Libc.Fcntl(made, Libc.F_SETFD, Libc.FD_CLOEXEC);
        return made;
    }

    /// <summary>A new anonymous memory file, which others may seal.</summary>
    /// <exception cref="DeviceException">The system has no descriptor or memory left.</exception>
    internal static DeviceFd CreateMemory(string name, long bytes)
    {
        var fd = new DeviceFd(Libc.MemfdCreate(name, Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING));
        if (fd.IsInvalid)
            throw SystemError.Exception("memory for the display can't be had");
        if (Libc.Ftruncate(fd, bytes) == 0)
            return fd;
        var exception = SystemError.Exception($"{bytes} bytes of memory for the display can't be had");
        fd.Dispose();
        throw exception;
    }

    protected override bool ReleaseHandle()
    {
        NativeCounts.AddFds(-1);
        return Libc.Close((int)handle) == 0;
    }
}
