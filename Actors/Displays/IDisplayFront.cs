using System.Net;
using Scanout.Pipeline.Frames;

namespace Scanout.Actors.Displays;

/// <summary>Where a display's viewers connect; null where they can't.</summary>
public sealed record DisplayAddresses(IPEndPoint? Vnc)
{
    public static DisplayAddresses None { get; } = new((IPEndPoint?)null);
}

/// <summary>Lets viewers in to a display, for as long as the service runs.</summary>
public interface IDisplayFront
{
    /// <summary>Called once for each display, when it is first seen. What can't be opened is logged there, and left out.</summary>
    Task<DisplayAddresses> OpenAsync(Surface surface);
}
