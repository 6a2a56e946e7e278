using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Listeners;

/// <summary>
/// The ports of one protocol: for each display the one that its configuration names, else the first free one of the range that is
/// nobody else's. Kestrel's own transport listens. Not for several threads at once.
/// </summary>
/// <param name="address">Where all of them are.</param>
/// <param name="range">What there is to choose from.</param>
/// <param name="portOf">The port that a display's configuration names.</param>
/// <param name="displays">What the configuration says of displays.</param>
/// <param name="named">The ports that the configuration names for somebody, and so are no choice for others.</param>
/// <param name="transport">Kestrel's.</param>
sealed class DisplayPorts(
    IPAddress address, PortRange range, Func<DisplaySettings, int?> portOf, IReadOnlyDictionary<string, DisplaySettings> displays,
    IReadOnlySet<int> named, IConnectionListenerFactory transport) : IListenerPlaces
{
    /// <summary>What is open need not be tried.</summary>
    readonly Dictionary<string, int> open = new(StringComparer.Ordinal);

    public async Task<IConnectionListener> ListenAsync(string display)
    {
        var own = displays.TryGetValue(display, out var settings) ? portOf(settings) : null;
        foreach (var port in own is { } fixedPort ? [fixedPort] : range.Where(IsFree))
            if (await TryListenAsync(port) is { } listener)
            {
                open[display] = ((IPEndPoint)listener.EndPoint).Port;
                return listener;
            }
        throw new IOException($"{own?.ToString() ?? range.ToString()} on {address} is taken or not allowed");
    }

    public string PlaceOf(string display) => $"{new IPEndPoint(address, open[display])}";

    public void Release(string display) => open.Remove(display);

    bool IsFree(int port) => port == 0 || (!named.Contains(port) && !open.ContainsValue(port));

    async Task<IConnectionListener?> TryListenAsync(int port)
    {
        try
        {
            return await transport.BindAsync(new IPEndPoint(address, port));
        }
        catch (Exception taken) when (taken is AddressInUseException or SocketException)
        {
            return null;
        }
    }
}
