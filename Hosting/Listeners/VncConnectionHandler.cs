using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Pipeline.Sinks.Rfb;

namespace Scanout.Hosting.Listeners;

/// <summary>Makes an RFB session of a connection and has the viewers' actor run it.</summary>
sealed class VncConnectionHandler(
    Surface surface, RfbSessionSettings settings, AudienceDirectory audiences, ViewersRef viewers) : ConnectionHandler
{
    readonly Audience audience = audiences.Of(surface.Name);

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var isUnix = connection.LocalEndPoint is UnixDomainSocketEndPoint;
        var session = new RfbSession(connection.Transport, surface, settings, PeerAddress.Of(connection))
        {
            Number = audiences.NextNumber(), Audience = audience, Link = isUnix ? ViewerLink.Unix : ViewerLink.Tcp,
        };
        await viewers.ServeAsync(session);
    }
}
