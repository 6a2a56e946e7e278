using System.Collections;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Web.Spice;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Pipeline.Sinks.Rfb;
using Scanout.Pipeline.Sinks.Spice;

namespace Scanout.Hosting.Listeners;

/// <summary>All ways in to a display, as the settings have them: VNC's port and socket, SPICE's port, TLS port and socket.</summary>
sealed class DisplayEntrances(
    ScanoutSettings settings, RfbSessionSettings rfb, SpiceSessionSettings spice, ListenerCertificates certificates, SpiceDoors doors,
    SpiceHttpTransport http, IConnectionListenerFactory transport, AudienceDirectory audiences, ViewersRef viewers,
    TimeProvider timeProvider, ILoggerFactory loggers) : IEnumerable<DisplayEntrance>
{
    const int MaxVncConnections = 256;

    /// <summary>A SPICE viewer has four.</summary>
    const int MaxSpiceConnections = 4 * MaxVncConnections;

    public IEnumerator<DisplayEntrance> GetEnumerator()
    {
        if (settings.Vnc is { Enabled: true } vnc)
        {
            if (vnc.ListensOnTcp)
                yield return Vnc("VNC port", Ports(vnc.Address, vnc.Ports, display => display.VncPort));
            if (vnc.Unix is { } directory)
                yield return Vnc("VNC socket", new UnixDoor(directory, loggers));
        }
        if (settings.Spice is { Enabled: true } listener)
        {
            if (listener.ListensOnTcp)
                yield return Spice(
                    DisplayEntrance.Spice, "SPICE port", Ports(listener.Address, listener.Ports, display => display.SpicePort));
            if (listener.ListensOnTcp && certificates.Spice is not null)
                yield return Spice(
                    DisplayEntrance.SpiceTls, "SPICE TLS port",
                    Ports(listener.Address, listener.TlsPorts, display => display.SpiceTlsPort));
            if (listener.Unix is { } directory)
                yield return Spice(DisplayEntrance.Spice, "SPICE socket", new UnixDoor(directory, loggers));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    DisplayPorts Ports(IPAddress address, PortRange range, Func<DisplaySettings, int?> portOf) =>
        new(address, range, portOf, settings.Displays, NamedBeside(range), transport);

    /// <summary>The ports that are to be the web's, a display's, or the only one of another range.</summary>
    HashSet<int> NamedBeside(PortRange own)
    {
        PortRange[] ranges = [settings.Vnc.Ports, settings.Spice.Ports, settings.Spice.TlsPorts];
        var ofDisplays = settings.Displays.Values.SelectMany(
            display => new[] { display.VncPort, display.SpicePort, display.SpiceTlsPort }.OfType<int>());
        var ofOthers = ranges.Where(range => range != own && range.First == range.Last).Select(range => range.First);
        return [settings.Web.Port, .. ofDisplays, .. ofOthers];
    }

    DisplayEntrance Vnc(string title, IListenerPlaces places) => new(
        DisplayEntrance.Vnc, title, places, surface => new VncConnectionHandler(surface, rfb, audiences, viewers), MaxVncConnections);

    DisplayEntrance Spice(string name, string title, IListenerPlaces places)
    {
        return new(name, title, places, HandlerOf, MaxSpiceConnections);

        ConnectionHandler HandlerOf(Surface surface) => new SpiceConnectionHandler(
            surface, doors, name == DisplayEntrance.SpiceTls ? certificates.Spice : null, spice, http, viewers, timeProvider);
    }
}
