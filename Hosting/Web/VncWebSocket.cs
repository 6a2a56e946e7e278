using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Scanout.Actors.Viewers;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Pipeline.Sinks.Rfb;

namespace Scanout.Hosting.Web;

/// <summary>
/// <c>/vnc/NAME</c>: RFB over a WebSocket (RFC 6455), so that a viewer in a browser needs no proxy. The session, its rules and its log are
/// those of a VNC port; a token in the query is shown instead of whatever RFB would ask for.
/// </summary>
static class VncWebSocket
{
    /// <summary>The one subprotocol that there is, of old; a viewer that asks for none or for others gets none.</summary>
    const string Binary = "binary";

    /// <summary>A WebSocket's message is not to be a few bytes, nor so many that it has to wait for its end.</summary>
    const int MessageBytes = 64 * 1024;

    static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void MapVncWebSockets(this WebApplication app)
    {
        // A peer that answers no ping is gone: proxies let silent connections die.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive });
        // HTTP/2 opens a WebSocket by CONNECT (RFC 8441).
        app.MapMethods("/vnc/{name}", [HttpMethods.Get, HttpMethods.Connect], ConnectAsync);
    }

    static async Task<IResult> ConnectAsync(
        string name, string? token, HttpContext http, DisplaysRef displays, ViewersRef viewers, AudienceDirectory audiences,
        RfbSessionSettings settings, WebOrigins origins, CancellationToken cancellationToken)
    {
        if (!http.WebSockets.IsWebSocketRequest)
            return Results.Problem("VNC viewers connect here by WebSocket", statusCode: StatusCodes.Status426UpgradeRequired);
        var address = new IPEndPoint(http.Connection.RemoteIpAddress ?? IPAddress.None, http.Connection.RemotePort).ToString();
        if (!origins.Allows(http))
            return Refuse("a page of another origin");
        if (await displays.FindAsync(name, cancellationToken) is not { } display)
            return Results.Problem("there is no display of that name", statusCode: StatusCodes.Status404NotFound);
        ViewerIdentity? holder = null;
        if (!string.IsNullOrEmpty(token))
        {
            // Nobody guesses 192 bits: to slow one who tries would slow all who come by the same proxy.
            holder = settings.Admission!.Tokens.Redeem(token, name);
            if (holder is null)
                return Refuse("no token for this display, or one that was used or has expired");
        }
        var subprotocol = http.WebSockets.WebSocketRequestedProtocols.Contains(Binary) ? Binary : null;
        using var socket = await http.WebSockets.AcceptWebSocketAsync(subprotocol);
        await ServeAsync(socket, display.Surface, holder, http.Request.IsHttps, viewers, audiences, settings, address);
        return Results.Empty;

        IResult Refuse(string reason)
        {
            settings.Logger.WebSocketRefused(address, PeerText.Of(name), reason);
            return Results.Problem(reason, statusCode: StatusCodes.Status403Forbidden);
        }
    }

    static async Task ServeAsync(
        WebSocket socket, Surface surface, ViewerIdentity? holder, bool isSecure, ViewersRef viewers, AudienceDirectory audiences,
        RfbSessionSettings settings, string address)
    {
        await using var bytes = new WebSocketStream(socket);
        var pipe = new Duplex(
            PipeReader.Create(bytes, new StreamPipeReaderOptions(leaveOpen: true)),
            PipeWriter.Create(bytes, new StreamPipeWriterOptions(minimumBufferSize: MessageBytes, leaveOpen: true)));
        var session = new RfbSession(pipe, surface, settings, address)
        {
            Number = audiences.NextNumber(), Audience = audiences.Of(surface.Name),
            Link = isSecure ? ViewerLink.SecureWebSocket : ViewerLink.WebSocket, Admitted = holder,
        };
        await viewers.Actor.Ask<ViewerGone>(new ServeViewer(session), Timeout.InfiniteTimeSpan);
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            await socket.CloseOutputAsync(bytes.Farewell, null, limit.Token);
        }
        catch (Exception broken) when (broken is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            socket.Abort();
        }
    }

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
