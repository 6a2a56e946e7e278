using System.Net.Sockets;
using System.Text;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Tests.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

/// <remarks>
/// Only the kernel can send as the kernel does: a Unix socket has its place, of which a nameless sender has port 0 as well.
/// </remarks>
public sealed class UeventSocketTests : IDisposable
{
    readonly ScratchDirectory scratch = new();
    readonly UeventSocket socket;
    readonly Socket sender = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public UeventSocketTests() => socket = new(BindUnix(scratch.File("to")));

    public void Dispose()
    {
        sender.Dispose();
        socket.Dispose();
        scratch.Dispose();
    }

    [Fact]
    public void Nothing_has_come_and_nothing_is_waited_for()
    {
        Assert.False(socket.Take());
        Assert.False(socket.IsBroken);
    }

    [Fact]
    public void All_that_has_come_is_taken_at_once_and_any_of_it_may_concern()
    {
        Send(UeventTests.Datagram("add", "/devices/x", "net"));
        Assert.False(socket.Take());

        Send(UeventTests.Datagram("add", "/devices/x", "net"));
        Send(UeventTests.Datagram("bind", UeventTests.DevicePath, "mdev", "DRIVER=vfio_mdev"));
        Send([0xFF, 0xFE]);
        Send([]);
        Send(UeventTests.Datagram("remove", "/devices/x", "block"));
        Assert.True(socket.Take());
        Assert.False(socket.Take());
    }

    [Fact]
    public void What_another_program_sends_does_not_count()
    {
        sender.Bind(new UnixDomainSocketEndPoint(scratch.File("from")));
        Send(UeventTests.Datagram("add", UeventTests.DevicePath, "mdev"));
        Assert.False(socket.Take());
    }

    [Fact]
    public void A_socket_that_can_not_be_read_is_broken()
    {
        using var broken = new UeventSocket(DeviceFd.CreateMemory("test", 1));
        Assert.False(broken.Take());
        Assert.True(broken.IsBroken);
    }

    [Fact]
    public void The_kernels_own_socket_is_heard_where_the_system_lets_one()
    {
        using var kernel = UeventSocket.TryOpen();
        kernel?.Take();
        Assert.False(kernel?.IsBroken == true);
    }

    void Send(byte[] datagram) => sender.SendTo(datagram, new UnixDomainSocketEndPoint(scratch.File("to")));

    static unsafe DeviceFd BindUnix(string path)
    {
        var fd = new DeviceFd(Libc.Socket((int)AddressFamily.Unix, Libc.SOCK_DGRAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0));
        // struct sockaddr_un: the family, then the path with its zero.
        byte[] address = [(byte)AddressFamily.Unix, 0, .. Encoding.UTF8.GetBytes(path), 0];
        fixed (byte* start = address)
            Assert.Equal(0, Libc.Bind(fd, (Libc.NetlinkAddress*)start, address.Length));
        return fd;
    }
}
