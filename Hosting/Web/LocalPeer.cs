using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Scanout.Hosting.Web;

/// <summary>
/// Whose program is at the other end of a connection within this host: the kernel tells the owner of each socket in <c>/proc/net/tcp</c>
/// (proc(5)). A browser page's connection is its user's, and a proxy that passes strangers' requests on mostly has an owner of its own, or says in a header
/// what it does. A forwarder of plain TCP says nothing: one that root or the service's user runs is taken for a program of theirs.
/// </summary>
static partial class LocalPeer
{
    const int RemoteColumn = 2;
    const int StateColumn = 3;
    const int UserColumn = 7;
    const int InodeColumn = 9;

    /// <summary>TCP_ESTABLISHED: a socket that was closed has lost its owner, and is told as root's.</summary>
    const string Established = "01";

    /// <summary>
    /// Whether a program on this host asks, whoever's it is: no page in a browser, nor one that is read under a name that anybody could have pointed at this
    /// host, and nothing that says that it passes on somebody else's request.
    /// </summary>
    public static bool IsProgram(HttpContext http) =>
        WebOrigins.IsLoopback(http.Connection.RemoteIpAddress) && http.Request.Headers is { Origin.Count: 0, Via.Count: 0 } headers
        && !headers.ContainsKey("Forwarded") && !headers.ContainsKey("X-Forwarded-For") && WebOrigins.IsNoPage(http)
        && (http.Request.IsHttps || WebOrigins.IsOwnName(http));

    /// <summary>Whether it is root's, or that of the user whom the service runs as.</summary>
    public static bool IsOwner(ConnectionInfo connection) =>
        WebOrigins.IsLoopback(connection.RemoteIpAddress) && connection.LocalIpAddress is { } local
        && UserOf(new(connection.RemoteIpAddress!, connection.RemotePort), new(local, connection.LocalPort)) is { } user
        && (user == 0 || user == GetEffectiveUser());

    /// <summary>The user who owns the socket between two addresses; null where it can't be told.</summary>
    internal static uint? UserOf(IPEndPoint own, IPEndPoint other)
    {
        // A socket of IPv6 may have an address of IPv4.
        foreach (var file in (string[])["/proc/net/tcp", "/proc/net/tcp6"])
            if (File.Exists(file))
                foreach (var line in File.ReadLines(file).Skip(1))
                {
                    var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                    if (columns.Length > InodeColumn && columns[StateColumn] == Established && columns[InodeColumn] != "0" && Matches(columns[RemoteColumn - 1], own) && Matches(columns[RemoteColumn], other))
                        return uint.Parse(columns[UserColumn], CultureInfo.InvariantCulture);
                }
        return null;
    }

    /// <summary>An address is written as words in the machine's order, then the port; all in hexadecimal digits.</summary>
    static bool Matches(string text, IPEndPoint endPoint)
    {
        var parts = text.Split(':');
        if (int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) != endPoint.Port)
            return false;
        var bytes = Convert.FromHexString(parts[0]);
        if (BitConverter.IsLittleEndian)
            for (var word = 0; word < bytes.Length; word += 4)
                bytes.AsSpan(word, 4).Reverse();
        var address = new IPAddress(bytes);
        return Unmapped(address).Equals(Unmapped(endPoint.Address));
    }

    static IPAddress Unmapped(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();
}
