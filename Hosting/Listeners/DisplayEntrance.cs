using Microsoft.AspNetCore.Connections;
using Scanout.Pipeline.Frames;

namespace Scanout.Hosting.Listeners;

/// <summary>One way in to every display: to each it has a listener of its own.</summary>
/// <param name="Name">As it is printed: <c>vnc</c>, <c>spice</c>, <c>spice-tls</c>; sockets have the name of the ports.</param>
/// <param name="Title">As the log calls a display's.</param>
/// <param name="Places">Where its listeners are.</param>
/// <param name="CreateHandler">Makes what a display's connections are handed to.</param>
/// <param name="MaxConnections">Of one display, those that have not yet logged in among them.</param>
sealed record DisplayEntrance(
    string Name, string Title, IListenerPlaces Places, Func<Surface, ConnectionHandler> CreateHandler, int MaxConnections)
{
    public const string Vnc = "vnc";
    public const string Spice = "spice";
    public const string SpiceTls = "spice-tls";
}
