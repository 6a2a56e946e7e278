using System.Net.Sockets;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio.Handover;

/// <summary>The Unix socket on which devices are handed over: for its owner alone, from its first moment on.</summary>
static class HandoverSocket
{
    const uint OwnerReadWrite = 0x180;

    /// <summary>Listens; the socket's file is removed when the caller, who owns it, disposes it.</summary>
    /// <exception cref="DeviceException">Another program listens there, or the path can't be had.</exception>
    internal static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var isListening = false;
        try
        {
            var address = new UnixDomainSocketEndPoint(path);
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
                Directory.CreateDirectory(directory);
            RemoveDead(path, address);
            // The file gets the socket's mode: no moment at which others could connect.
            if (Libc.Fchmod(socket.SafeHandle, OwnerReadWrite) != 0)
                throw SystemError.Exception($"the handover socket {path} can't be made");
            socket.Bind(address);
            socket.Listen();
            isListening = true;
            return socket;
        }
        catch (Exception refused) when (refused is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DeviceException($"the handover socket {path} can't be made: {refused.Message}", refused);
        }
        finally
        {
            if (!isListening)
                socket.Dispose();
        }
    }

    /// <summary>Removes the socket's file that a listener left that was killed; anything else in its place is an error.</summary>
    static void RemoveDead(string path, UnixDomainSocketEndPoint address)
    {
        if (Libc.StatPath(Libc.AT_FDCWD, path, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, out var stat) != 0)
            return;
        if ((stat.Mode & Libc.S_IFMT) != Libc.S_IFSOCK)
            throw new DeviceException($"the handover socket {path} can't be made: there is a file of that name that is no socket");
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(address);
        }
        catch (SocketException dead) when (dead.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException busy) when (busy.SocketErrorCode == SocketError.WouldBlock)
        {
            // Somebody listens who has much to do.
        }
        throw new DeviceException($"the handover socket {path} can't be made: another program listens there");
    }
}
