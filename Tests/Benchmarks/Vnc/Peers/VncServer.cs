using System.Net;
using System.Net.Sockets;

namespace Scanout.Benchmarks.Vnc.Peers;

/// <summary>
/// A server under measurement, with a stage of its own: while another is measured, nothing moves on it. Owns its processes and stage.
/// </summary>
abstract class VncServer(string name, Stage stage) : IDisposable
{
    public string Name { get; } = name;

    public Stage Stage { get; } = stage;

    /// <summary>On loopback.</summary>
    public int Port { get; protected init; }

    /// <summary>Whose processor time and memory count.</summary>
    public ServerProcess Process { get; protected init; } = null!;

    public virtual void Dispose()
    {
        Process.Dispose();
        Stage.Dispose();
    }

    /// <summary>A port that nobody has, for a program that can't be asked which it took.</summary>
    protected static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
