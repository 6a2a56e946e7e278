using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>The ioctls of a device that the kernel has.</summary>
sealed class VfioCalls(DeviceFd device) : IVfioCalls
{
    /// <summary>A call that is interrupted is made again, but not without end.</summary>
    const int MaxTries = 100;

    public int Call(uint request, Span<byte> argument) => Call(device, request, argument);

    /// <summary>The same, of any descriptor.</summary>
    internal static unsafe int Call(DeviceFd fd, uint request, Span<byte> argument)
    {
        fixed (byte* start = argument)
            for (var tries = 1; ; tries++)
            {
                var result = Libc.Ioctl(fd, request, start);
                if (result >= 0)
                    return result;
                var errno = Marshal.GetLastPInvokeError();
                if (errno is not (Libc.EINTR or Libc.EAGAIN) || tries == MaxTries)
                    return -errno;
            }
    }
}
