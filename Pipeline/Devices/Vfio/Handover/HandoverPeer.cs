using System.Buffers.Binary;
using System.Net.Sockets;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio.Handover;

/// <summary>Who is at the other end of a Unix socket, as the kernel tells it (unix(7), SO_PEERCRED).</summary>
static class HandoverPeer
{
    /// <summary><c>struct ucred</c>: process, user, group.</summary>
    const int CredentialBytes = 12;
    const int UserOffset = 4;

    internal static uint UserOf(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[CredentialBytes];
        socket.GetRawSocketOption(Libc.SOL_SOCKET, Libc.SO_PEERCRED, credentials);
        return BinaryPrimitives.ReadUInt32LittleEndian(credentials[UserOffset..]);
    }

    /// <summary>Root, and who runs this.</summary>
    internal static bool IsTrusted(uint user) => user == 0 || user == Libc.GetEffectiveUser();
}
