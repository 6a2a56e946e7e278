using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>The nodes that the kernel has.</summary>
sealed class VfioNodes : IVfioNodes
{
    internal static VfioNodes Kernel { get; } = new();

    public int Open(string path)
    {
        var fd = Libc.Open(path, Libc.O_RDWR | Libc.O_CLOEXEC, 0);
        return fd >= 0 ? fd : -Marshal.GetLastPInvokeError();
    }

    public int Call(DeviceFd fd, uint request, Span<byte> argument) => VfioCalls.Call(fd, request, argument);

    public unsafe int Call(DeviceFd fd, uint request, nint argument)
    {
        var result = Libc.Ioctl(fd, request, (void*)argument);
        return result >= 0 ? result : -Marshal.GetLastPInvokeError();
    }
}
