using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Scanout.Hosting.Cluster.Rights;
using Scanout.Pipeline.Sinks;

namespace Scanout.Hosting.Web.Viewers;

/// <summary>What the WebSockets (RFC 6455) of all protocols have in common: a stream of bytes, for a viewer in a browser.</summary>
static class ViewerWebSocket
{
    /// <summary>The one subprotocol that there is, of old; a viewer that asks for none or for others gets none.</summary>
    const string Binary = "binary";

    /// <summary>A WebSocket's message is not to be a few bytes, nor so many that it has to wait for its end.</summary>
    const int MessageBytes = 64 * 1024;

    static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>A peer that answers no ping is gone: proxies let silent connections die.</summary>
    public static void UseViewerWebSockets(this WebApplication app) =>
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive });

    /// <summary>Where the viewer is, whichever host he came through.</summary>
    public static string AddressOf(HttpContext http) => http.Features.Get<PassedRights>()?.Client ??
        new IPEndPoint(http.Connection.RemoteIpAddress ?? IPAddress.None, http.Connection.RemotePort).ToString();

    public static ViewerLink LinkOf(HttpContext http) => http.Request.IsHttps ? ViewerLink.SecureWebSocket : ViewerLink.WebSocket;

    /// <summary>
    /// Accepts the WebSocket, has its bytes served, and says farewell. Who does not answer that soon loses the connection: it would not be
    /// closed until he had read what is under way to him.
    /// </summary>
    public static async Task ServeAsync(HttpContext http, Func<IDuplexPipe, Task> serve)
    {
        var subprotocol = http.WebSockets.WebSocketRequestedProtocols.Contains(Binary) ? Binary : null;
        using var socket = await http.WebSockets.AcceptWebSocketAsync(subprotocol);
        await using var bytes = new WebSocketStream(socket);
        var pipe = new Duplex(
            PipeReader.Create(bytes, new StreamPipeReaderOptions(leaveOpen: true)),
            PipeWriter.Create(bytes, new StreamPipeWriterOptions(minimumBufferSize: MessageBytes, leaveOpen: true)));
        try
        {
            await serve(pipe);
        }
        finally
        {
            if (!await pipe.TryCompleteAsync(TimeProvider.System) || !await TrySayFarewellAsync(socket, bytes))
            {
                socket.Abort();
                http.Abort();
            }
        }
    }

    static async Task<bool> TrySayFarewellAsync(WebSocket socket, WebSocketStream bytes)
    {
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            await socket.CloseOutputAsync(bytes.Farewell, null, limit.Token);
            await bytes.DrainAsync(limit.Token);
            return true;
        }
        catch (Exception broken) when (broken is WebSocketException or IOException or OperationCanceledException
            or InvalidOperationException or ObjectDisposedException)
        {
            return false;
        }
    }

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
