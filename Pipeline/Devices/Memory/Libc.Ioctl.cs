using System.Runtime.InteropServices;

namespace Scanout.Pipeline.Devices.Memory;

/// <summary><c>sys/ioctl.h</c>.</summary>
static partial class Libc
{
    /// <summary>The request's number decides what the argument is: a structure, or a number in its place.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static unsafe partial int Ioctl(DeviceFd fd, nuint request, void* argument);
}
