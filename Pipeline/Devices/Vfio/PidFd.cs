using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// A process, held by its pidfd (pidfd_open(2)): whatever its number is given to afterwards, this is the one that it was. Any thread.
/// </summary>
sealed class PidFd : IDisposable
{
    readonly DeviceFd fd;

    PidFd(DeviceFd fd) => this.fd = fd;

    /// <summary>Whether it has ended, be it that nobody has waited for it yet.</summary>
    internal unsafe bool HasEnded
    {
        get
        {
            var isHeld = false;
            try
            {
                fd.DangerousAddRef(ref isHeld);
                var poll = new Libc.PollFd { Fd = (int)fd.DangerousGetHandle(), Events = Libc.POLLIN };
                return Libc.Poll(&poll, 1, 0) > 0;
            }
            finally
            {
                if (isHeld)
                    fd.DangerousRelease();
            }
        }
    }

    /// <exception cref="DeviceException">There is no such process, or no descriptor is to be had.</exception>
    internal static PidFd Open(int pid)
    {
        var fd = new DeviceFd(Libc.PidfdOpen(pid));
        if (!fd.IsInvalid)
            return new(fd);
        var errno = Marshal.GetLastPInvokeError();
        fd.Dispose();
        throw errno switch
        {
            Libc.ESRCH => new DeviceException($"process {pid} has ended"),
            Libc.ENOSYS => new DeviceException("other processes can't be watched: that needs Linux 5.3") { IsLasting = true },
            _ => SystemError.Exception($"process {pid} can't be watched", errno),
        };
    }

    /// <summary>A duplicate of its descriptor of that number (pidfd_getfd(2)): invalid, with errno, where it can't be had.</summary>
    internal DeviceFd Take(int number) => new(Libc.PidfdGetfd(fd, number));

    public void Dispose() => fd.Dispose();
}
