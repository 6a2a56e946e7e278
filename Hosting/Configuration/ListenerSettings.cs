using System.Net;

namespace Scanout.Hosting.Configuration;

/// <summary>What scanout.vnc and scanout.spice have in common: where a protocol's viewers come in, and who of them is let in.</summary>
public abstract record ListenerSettings
{
    public bool Enabled { get; init; } = true;

    /// <summary>Whether each display has ports; an empty address leaves Unix sockets and the WebSocket.</summary>
    public bool ListensOnTcp { get; init; } = true;
    public IPAddress Address { get; init; } = IPAddress.Loopback;
    public PortRange Ports { get; init; }

    /// <summary>The directory of the displays' Unix sockets; null where there are none.</summary>
    public string? Unix { get; init; }

    public LoginSettings Login { get; init; } = new();

    /// <summary>Null where there is no TLS.</summary>
    public TlsSettings? Tls { get; init; }
    public bool Insecure { get; init; }
}
