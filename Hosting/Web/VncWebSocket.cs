using Scanout.Hosting.Web.Access;
using Scanout.Hosting.Web.Console;
using Scanout.Hosting.Web.Viewers;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Pipeline.Sinks.Rfb;

namespace Scanout.Hosting.Web;

/// <summary>
/// <c>/vnc/NAME</c>: RFB over a WebSocket, so that a viewer in a browser needs no proxy. The session, its rules and its log are those of a
/// VNC port; who signed in is who he is, and a token in the query is shown instead of whatever RFB would ask for. Of a console, the query
/// has its mark; <c>watch</c> is to control nothing until control is taken.
/// </summary>
static class VncWebSocket
{
    /// <summary>HTTP/2 opens a WebSocket by CONNECT (RFC 8441).</summary>
    public static void MapVncWebSockets(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/vnc/{name}", [HttpMethods.Get, HttpMethods.Connect], ConnectAsync).AllowAnonymous().WithMetadata(SeatedViewers.Instance);

    static async Task<IResult> ConnectAsync(
        string name, string? token, string? console, bool? watch, ConsoleSeats consoles, HttpContext http, DisplaysRef displays,
        ViewersRef viewers, AudienceDirectory audiences, RfbSessionSettings settings, WebOrigins origins, CancellationToken cancellationToken)
    {
        if (!http.WebSockets.IsWebSocketRequest)
            return Results.Problem("VNC viewers connect here by WebSocket", statusCode: StatusCodes.Status426UpgradeRequired);
        var address = ViewerWebSocket.AddressOf(http);
        if (!origins.Allows(http))
            return Refuse(WebOrigins.Refusal);
        var display = await displays.FindAsync(name, cancellationToken);
        var (holder, refusal) = (default(ViewerIdentity), "");
        if (!string.IsNullOrEmpty(token))
        {
            // Nobody guesses 192 bits: to slow one who tries would slow all who come by the same proxy.
            holder = display is null ? null : settings.Admission!.Tokens.Redeem(token, name);
            if (holder is null)
                return Refuse("no token for this display, or one that was used or has expired");
        }
        else
            (holder, refusal) = ViewerAdmission.Of(http, name, settings.Admission);
        if (refusal.Length > 0)
            return Refuse(refusal);
        // Only who may see it, or is asked for it by RFB, is told which names there are.
        if (display is null)
            return NoDisplay.Problem();
        var number = audiences.NextNumber();
        using var seat = consoles.Enter(console, number);
        await ViewerWebSocket.ServeAsync(http, pipe => viewers.ServeAsync(new RfbSession(pipe, display.Surface, settings, address)
        {
            Number = number, WantsControl = watch != true, Audience = audiences.Of(display.Name), Link = ViewerWebSocket.LinkOf(http), Admitted = holder,
        }));
        return Results.Empty;

        IResult Refuse(string reason)
        {
            settings.Logger.WebSocketRefused(address, PeerText.Of(name), "vnc", reason);
            return Results.Problem(reason, statusCode: StatusCodes.Status403Forbidden);
        }
    }
}
