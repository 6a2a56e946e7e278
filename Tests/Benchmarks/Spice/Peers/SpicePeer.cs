using System.Net;
using System.Net.Sockets;
using Scanout.Benchmarks.Vnc.Peers;

namespace Scanout.Benchmarks.Spice.Peers;

/// <summary>
/// A SPICE server under measurement, and its only display's screen. Owns both; is made anew for each size and kind of serving.
/// </summary>
abstract class SpicePeer(string name, Screen screen) : IDisposable
{
    public string Name { get; } = name;

    public Screen Screen { get; } = screen;

    /// <summary>On loopback, without TLS.</summary>
    public int Port { get; protected init; }

    /// <summary>On loopback, with TLS.</summary>
    public int TlsPort { get; protected init; }

    /// <summary>Whose processor time counts.</summary>
    public ServerProcess Process { get; protected init; } = null!;

    public virtual void Dispose()
    {
        Process.Dispose();
        Screen.Dispose();
    }

    /// <summary>A port that nobody has, for a program that can't be asked which it took.</summary>
    protected static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
