using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Scanout.Hosting.Listeners;

/// <summary>Where a connection's other side is, for the log and for those who count by it.</summary>
static class PeerAddress
{
    /// <summary>Whoever comes by a Unix socket has no address of his own.</summary>
    public static string Of(ConnectionContext connection) => connection.LocalEndPoint is UnixDomainSocketEndPoint
        ? "unix"
        : connection.RemoteEndPoint?.ToString() ?? "unknown";
}
