using System.Runtime.InteropServices;

namespace Scanout.Pipeline.Devices.Memory;

/// <summary>
/// <c>sys/socket.h</c> and <c>linux/netlink.h</c> for the kernel's device events, <c>sys/eventfd.h</c> to wake who waits for them.
/// </summary>
static partial class Libc
{
    internal const int AF_NETLINK = 16;
    internal const int NETLINK_KOBJECT_UEVENT = 15;
    internal const int SOCK_DGRAM = 2;
    internal const int SOCK_CLOEXEC = 0x8_0000;
    internal const int SOCK_NONBLOCK = 0x800;
    internal const int EFD_CLOEXEC = 0x8_0000;
    internal const int EFD_NONBLOCK = 0x800;
    internal const int ENOBUFS = 105;

    /// <summary><c>struct sockaddr_nl</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct NetlinkAddress
    {
        internal ushort Family;
        internal ushort Padding;
        internal uint Port;
        internal uint Groups;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    internal static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    internal static unsafe partial int Bind(DeviceFd fd, NetlinkAddress* address, int bytes);

    [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    internal static unsafe partial nint ReceiveFrom(
        DeviceFd fd, void* destination, nuint bytes, int flags, NetlinkAddress* sender, int* senderBytes);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int Eventfd(uint start, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static unsafe partial nint Read(DeviceFd fd, void* destination, nuint bytes);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static unsafe partial nint Write(DeviceFd fd, void* source, nuint bytes);
}
