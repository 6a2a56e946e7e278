using Scanout.Hosting.Configuration;
using Scanout.Hosting.Web.Access;
using Scanout.Hosting.Web.Viewers;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Spice;

namespace Scanout.Hosting.Web.Spice;

/// <summary>
/// SPICE over WebSockets, so that a viewer in a browser needs no proxy: at <c>/spice/NAME</c> on the web, and at any path of the display's
/// own SPICE ports. No token in the query lets anybody in here: a session has four WebSockets, of which it would let in the first. It is the
/// ticket that the viewer asks its user for, unless he signed in on the web.
/// </summary>
static class SpiceWebSocket
{
    const string ByWebSocket = "SPICE viewers connect here by WebSocket";

    /// <summary>HTTP/2 opens a WebSocket by CONNECT (RFC 8441).</summary>
    public static void MapSpiceWebSockets(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/spice/{name}", [HttpMethods.Get, HttpMethods.Connect], ConnectAsync).AllowAnonymous().WithMetadata(SeatedViewers.Instance);

    /// <summary>What comes by a SPICE port gets this and nothing else of the web.</summary>
    public static void UseSpicePorts(this WebApplication app)
    {
        var services = app.Services;
        app.Use(async (http, next) =>
        {
            if (http.Features.Get<SpiceHttpConnection>() is not { } connection)
            {
                await next(http);
                return;
            }
            http.Response.Headers.Connection = "close";
            var result = await ConnectByPortAsync(
                connection, http, services.GetRequiredService<SpiceDoors>(), services.GetRequiredService<ViewersRef>(),
                services.GetRequiredService<SpiceSessionSettings>(), services.GetRequiredService<WebOrigins>());
            await result.ExecuteAsync(http);
        });
    }

    static async Task<IResult> ConnectAsync(
        string name, HttpContext http, ScanoutSettings scanout, DisplaysRef displays, ViewersRef viewers, SpiceDoors doors,
        SpiceSessionSettings settings, WebOrigins origins, CancellationToken cancellationToken)
    {
        if (!http.WebSockets.IsWebSocketRequest)
            return Results.Problem(ByWebSocket, statusCode: StatusCodes.Status426UpgradeRequired);
        var arrival = new SpiceArrival(ViewerWebSocket.AddressOf(http), ViewerWebSocket.LinkOf(http), Admitted: null);
        if (!origins.Allows(http))
            return Refuse(settings, arrival, name, WebOrigins.Refusal);
        var admission = ViewerAdmission.Of(http, name, settings.Admission);
        // Only who may see it, or is asked for it by SPICE, is told which names there are.
        if (admission.Refusal.Length > 0)
            return Refuse(settings, arrival, name, admission.Refusal);
        return !scanout.Spice.Enabled || await displays.FindAsync(name, cancellationToken) is not { } display
            ? NoDisplay.Problem()
            : await ServeAsync(http, display.Surface, arrival with { Admitted = admission.Identity }, doors, viewers);
    }

    static async Task<IResult> ConnectByPortAsync(
        SpiceHttpConnection connection, HttpContext http, SpiceDoors doors, ViewersRef viewers, SpiceSessionSettings settings,
        WebOrigins origins)
    {
        var link = connection.Link switch
        {
            ViewerLink.Tls => ViewerLink.SecureWebSocket, ViewerLink.Tcp => ViewerLink.WebSocket, _ => connection.Link,
        };
        var arrival = new SpiceArrival(connection.Address, link, Admitted: null);
        if (link == ViewerLink.WebSocket && settings.IsTlsRequired)
            return Refuse(settings, arrival, connection.Surface.Name, "this port needs TLS: SPICE's TLS port takes wss");
        if (!http.WebSockets.IsWebSocketRequest)
            return Results.Problem(ByWebSocket, statusCode: StatusCodes.Status426UpgradeRequired);
        if (!origins.Allows(http))
            return Refuse(settings, arrival, connection.Surface.Name, WebOrigins.Refusal);
        return await ServeAsync(http, connection.Surface, arrival, doors, viewers);
    }

    static async Task<IResult> ServeAsync(
        HttpContext http, Surface surface, SpiceArrival arrival, SpiceDoors doors, ViewersRef viewers)
    {
        var door = doors.Of(surface);
        await ViewerWebSocket.ServeAsync(http, pipe => door.ServeAsync(pipe, arrival, viewers.ServeAsync, CancellationToken.None));
        return Results.Empty;
    }

    static IResult Refuse(SpiceSessionSettings settings, SpiceArrival arrival, string display, string reason)
    {
        settings.Logger.WebSocketRefused(arrival.Address, PeerText.Of(display), "spice", reason);
        return Results.Problem(reason, statusCode: StatusCodes.Status403Forbidden);
    }
}
