using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>Listens to the kernel's device events (netlink(7), <c>NETLINK_KOBJECT_UEVENT</c>). One thread.</summary>
sealed class UeventSocket : IDisposable
{
    /// <summary>The group that the kernel itself speaks to; udev's own events have another.</summary>
    const uint KernelGroup = 1;

    /// <summary>What the kernel sends at most.</summary>
    const int MaxBytes = 8192;

    /// <summary>Events that are taken at a time: there may be a storm of them.</summary>
    const int MaxTaken = 4096;

    readonly byte[] datagram = new byte[MaxBytes];

    /// <param name="fd">Bound already, and never waiting; taken over.</param>
    internal UeventSocket(DeviceFd fd) => Fd = fd;

    internal DeviceFd Fd { get; }

    /// <summary>Whether nothing will come of it any more.</summary>
    internal bool IsBroken { get; private set; }

    /// <summary>Null where the system does not let one listen: then what comes and goes is found by looking.</summary>
    internal static unsafe UeventSocket? TryOpen()
    {
        var fd = new DeviceFd(
            Libc.Socket(Libc.AF_NETLINK, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, Libc.NETLINK_KOBJECT_UEVENT));
        var address = new Libc.NetlinkAddress { Family = Libc.AF_NETLINK, Groups = KernelGroup };
        if (!fd.IsInvalid && Libc.Bind(fd, &address, sizeof(Libc.NetlinkAddress)) == 0)
            return new(fd);
        fd.Dispose();
        return null;
    }

    /// <summary>Takes what has come.</summary>
    /// <returns>Whether a vGPU may have come or gone; that events were lost means that one may have.</returns>
    internal unsafe bool Take()
    {
        var concerns = false;
        for (var taken = 0; taken < MaxTaken; taken++)
            fixed (byte* start = datagram)
            {
                var sender = default(Libc.NetlinkAddress);
                var senderBytes = sizeof(Libc.NetlinkAddress);
                var count = Libc.ReceiveFrom(Fd, start, MaxBytes, 0, &sender, &senderBytes);
                if (count < 0)
                {
                    var errno = Marshal.GetLastPInvokeError();
                    if (errno == Libc.EINTR)
                        continue;
                    if (errno == Libc.ENOBUFS)
                    {
                        concerns = true;
                        continue;
                    }
                    IsBroken = errno != Libc.EAGAIN;
                    return concerns;
                }
                // Anybody may send to the group; only the kernel has port 0.
                concerns |= sender.Port == 0 && Uevent.Parse(datagram.AsSpan(0, (int)count)) is { ConcernsVfio: true };
            }
        return true;
    }

    public void Dispose() => Fd.Dispose();
}
