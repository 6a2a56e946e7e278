using System.Net;
using Scanout.Pipeline.Frames;

namespace Scanout.Actors.Displays;

/// <summary>Where a display's viewers connect; null where they can't.</summary>
/// <param name="Vnc">The VNC port.</param>
/// <param name="Spice">The SPICE port.</param>
/// <param name="SpiceTls">The SPICE port that is TLS from the first byte on.</param>
/// <param name="IsTaken">Whether what is wanted is not all there, as another program has a port: it is worth trying again.</param>
public sealed record DisplayAddresses(IPEndPoint? Vnc, IPEndPoint? Spice = null, IPEndPoint? SpiceTls = null, bool IsTaken = false)
{
    public static DisplayAddresses None { get; } = new((IPEndPoint?)null);
}

/// <summary>Lets viewers in to a display, for as long as it is known.</summary>
public interface IDisplayFront
{
    /// <summary>
    /// Called for each display when it is first seen, and now and then again while one of its ports is taken. What can't be opened is
    /// logged there, once, and left out.
    /// </summary>
    Task<DisplayAddresses> OpenAsync(Surface surface);

    /// <summary>
    /// Called for a display that is forgotten, also where it was not opened: its viewers are disconnected, and its ports are given up.
    /// </summary>
    Task CloseAsync(Surface surface, string reason);
}
