using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Scanout.Actors.Displays;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Pipeline.Sinks.Rfb;

namespace Scanout.Hosting.Listeners;

/// <summary>
/// Opens a VNC port for each display: the one that its configuration names, else the first free one of the range; and a Unix socket, where
/// those are wanted. Kestrel's own transport accepts; a port is opened when its display is first seen and stays until that is forgotten.
/// </summary>
sealed class DisplayFront(
    ScanoutSettings settings, RfbSessionSettings sessionSettings, IConnectionListenerFactory transport, AudienceDirectory audiences,
    ViewersRef viewers, ILoggerFactory loggers, ILogger<DisplayFront> logger)
    : IDisplayFront, IAsyncDisposable
{
    /// <summary>Of one display, those that have not yet logged in among them.</summary>
    const int MaxConnections = 256;

    readonly SemaphoreSlim oneAtATime = new(1);
    readonly Dictionary<Surface, VncListener> listeners = [];
    readonly Dictionary<string, VncListener> sockets = new(StringComparer.Ordinal);
    readonly UnixDoor? unix = settings.Vnc.Unix is { } directory ? new UnixDoor(directory, loggers) : null;
    readonly HashSet<string> withoutPort = new(StringComparer.Ordinal);
    bool isClosed;

    public async Task<DisplayAddresses> OpenAsync(Surface surface)
    {
        await oneAtATime.WaitAsync();
        try
        {
            // Connects to the display's VM now: its first viewer is to find the keyboard there.
            audiences.Of(surface.Name);
            if (isClosed || !settings.Vnc.Enabled)
                return DisplayAddresses.None;
            await OpenSocketAsync(surface);
            if (!settings.Vnc.ListensOnTcp)
                return DisplayAddresses.None;
            var fixedPort = settings.Displays.TryGetValue(surface.Name, out var display) ? display.VncPort : null;
            var listener = fixedPort is { } port ? await TryListenAsync(surface, port) : await ListenInRangeAsync(surface);
            if (listener is null)
            {
                if (withoutPort.Add(surface.Name))
                    logger.NoPort(surface.Name, settings.Vnc.Address.ToString(), fixedPort?.ToString() ?? settings.Vnc.Ports.ToString());
                return new DisplayAddresses(Vnc: null, IsTaken: true);
            }
            withoutPort.Remove(surface.Name);
            listeners.Add(surface, listener);
            Console.WriteLine($"scanout: display {surface.Name} vnc {listener.EndPoint}");
            return new DisplayAddresses((IPEndPoint)listener.EndPoint);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public async Task CloseAsync(Surface surface, string reason)
    {
        await oneAtATime.WaitAsync();
        try
        {
            if (isClosed)
                return;
            withoutPort.Remove(surface.Name);
            if (listeners.Remove(surface, out var listener))
                await listener.DisposeAsync();
            if (sockets.Remove(surface.Name, out var socket))
            {
                unix!.Remove(surface.Name);
                await socket.DisposeAsync();
            }
            // Who was let in before the port was closed goes too; who was not, is not any more.
            await audiences.ForgetAsync(surface.Name, reason);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    async Task OpenSocketAsync(Surface surface)
    {
        if (unix is null || sockets.ContainsKey(surface.Name))
            return;
        try
        {
            var listener = await unix.ListenAsync(surface.Name);
            sockets[surface.Name] = new VncListener(
                listener, new VncConnectionHandler(surface, sessionSettings, audiences, viewers), MaxConnections, logger);
            Console.WriteLine($"scanout: display {surface.Name} vnc {unix.PathOf(surface.Name)}");
        }
        catch (Exception failure) when (failure is IOException or SocketException or UnauthorizedAccessException or ArgumentException)
        {
            logger.NoUnixSocket(surface.Name, unix.PathOf(surface.Name), failure.Message);
        }
    }

    async Task<VncListener?> ListenInRangeAsync(Surface surface)
    {
        var reserved = settings.Displays.Values.Select(display => display.VncPort).ToHashSet();
        foreach (var port in settings.Vnc.Ports)
            if (!reserved.Contains(port) && !listeners.Values.Any(other => ((IPEndPoint)other.EndPoint).Port == port && port != 0)
                && await TryListenAsync(surface, port) is { } listener)
                return listener;
        return null;
    }

    async Task<VncListener?> TryListenAsync(Surface surface, int port)
    {
        try
        {
            var listener = await transport.BindAsync(new IPEndPoint(settings.Vnc.Address, port));
            var handler = new VncConnectionHandler(surface, sessionSettings, audiences, viewers);
            return new VncListener(listener, handler, MaxConnections, logger);
        }
        catch (Exception taken) when (taken is AddressInUseException or SocketException)
        {
            return null;
        }
    }

    /// <summary>Stops accepting. The connections that are there end with their sessions.</summary>
    public async ValueTask DisposeAsync()
    {
        await oneAtATime.WaitAsync();
        isClosed = true;
        oneAtATime.Release();
        foreach (var listener in listeners.Values)
            await listener.DisposeAsync();
        foreach (var (display, listener) in sockets)
        {
            unix!.Remove(display);
            await listener.DisposeAsync();
        }
    }
}
