using System.Net.Sockets;
using System.Runtime.InteropServices;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio.Handover;

/// <summary>
/// Collects what one client sends until its line is whole: bytes, and descriptors (unix(7), SCM_RIGHTS). Owns every descriptor that came
/// until it is taken, so that none is left open whatever else is wrong.
/// </summary>
sealed class HandoverMessage : IDisposable
{
    /// <summary>Of the line with its newline.</summary>
    internal const int MaxBytes = 4096;

    /// <summary>Room for more than are allowed, so that too many is seen; the kernel closes what does not fit.</summary>
    const int MaxFds = 4;

    static readonly unsafe int ControlBytes = sizeof(Libc.ControlHeader) + MaxFds * sizeof(int);

    readonly byte[] bytes = new byte[MaxBytes];
    readonly List<DeviceFd> fds = [];
    int length;
    bool isCut;

    /// <summary>Whether nothing more need be received.</summary>
    internal bool IsWhole => length == MaxBytes || isCut || bytes.AsSpan(0, length).Contains((byte)'\n');

    /// <summary>The line without its newline; not set where there is a fault.</summary>
    internal ReadOnlyMemory<byte> Line => bytes.AsMemory(0, length - 1);

    /// <summary>One sentence about what is wrong with the message, or null.</summary>
    internal string? Fault =>
        isCut || fds.Count > 1 ? "more than one descriptor came"
        : bytes.AsSpan(0, length).IndexOf((byte)'\n') is var end && end < 0 ? $"there is no newline within {MaxBytes} bytes"
        : end != length - 1 ? "something follows the newline"
        : fds.Count == 0 ? "no descriptor came"
        : null;

    /// <summary>The one descriptor; the caller owns it.</summary>
    internal DeviceFd TakeFd()
    {
        var fd = fds[0];
        fds.Clear();
        return fd;
    }

    /// <summary>Receives what is there. Does not wait.</summary>
    /// <returns>False where the client has closed its side.</returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    internal unsafe bool Receive(Socket socket)
    {
        var control = stackalloc byte[ControlBytes];
        fixed (byte* free = &bytes[length])
        {
            var vector = new Libc.IoVector { Base = free, Bytes = (nuint)(MaxBytes - length) };
            var header = new Libc.MessageHeader
            {
                Vectors = &vector,
                VectorCount = 1,
                Control = control,
                ControlBytes = (nuint)ControlBytes,
            };
            var received = Libc.ReceiveMessage(socket.SafeHandle, &header, Libc.MSG_CMSG_CLOEXEC | Libc.MSG_DONTWAIT);
            var errno = received < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (errno is Libc.EAGAIN or Libc.EINTR)
                return true;
            if (errno != 0)
                throw new SocketException(errno);
            Keep(new(control, (int)header.ControlBytes));
            isCut |= (header.Flags & Libc.MSG_CTRUNC) != 0;
            length += (int)received;
            return received > 0;
        }
    }

    public void Dispose()
    {
        foreach (var fd in fds)
            fd.Dispose();
        fds.Clear();
    }

    unsafe void Keep(ReadOnlySpan<byte> control)
    {
        while (control.Length >= sizeof(Libc.ControlHeader))
        {
            var part = MemoryMarshal.Read<Libc.ControlHeader>(control);
            var partBytes = (int)Math.Clamp(part.Bytes, (nuint)sizeof(Libc.ControlHeader), (nuint)control.Length);
            if (part is { Level: Libc.SOL_SOCKET, Type: Libc.SCM_RIGHTS })
                foreach (var fd in MemoryMarshal.Cast<byte, int>(control[sizeof(Libc.ControlHeader)..partBytes]))
                    fds.Add(new(fd));
            control = control[Math.Min(control.Length, partBytes + 7 & ~7)..];
        }
    }
}
