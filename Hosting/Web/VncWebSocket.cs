using Scanout.Hosting.Web.Access;
using Scanout.Hosting.Web.Console;
using Scanout.Hosting.Web.Viewers;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Pipeline.Sinks.Rfb;

namespace Scanout.Hosting.Web;

/// <summary>
/// <c>/vnc/NAME</c>: RFB over a WebSocket, so that a viewer in a browser needs no proxy; and <c>/websockify?token=TOKEN</c>, where the token says which display
/// is meant, as portals that bring their own noVNC expect it. The session, its rules and its log are those of a VNC port; who signed in is who he is, and a
/// token in the query is shown instead of whatever RFB would ask for. Of a console, the query has its mark; <c>watch</c> is to control nothing until
/// control is taken.
/// </summary>
sealed class VncWebSocket(
    DisplaysRef displays, ViewersRef viewers, AudienceDirectory audiences, ConsoleSeats consoles, RfbSessionSettings settings, WebOrigins origins)
{
    /// <summary>HTTP/2 opens a WebSocket by CONNECT (RFC 8441).</summary>
    static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Connect];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/vnc/{name}", Methods, (
            string name, string? token, string? console, bool? watch, HttpContext http, VncWebSocket vnc, CancellationToken cancellationToken) =>
            vnc.ConnectAsync(http, name, token, console, watch == true, cancellationToken)).AllowAnonymous().WithMetadata(SeatedViewers.Instance);
        routes.MapMethods("/websockify", Methods, (string? token, HttpContext http, VncWebSocket vnc, CancellationToken cancellationToken) =>
            vnc.ConnectAsync(http, vnc.DisplayOf(token), token, null, isWatching: false, cancellationToken))
            .AllowAnonymous().WithMetadata(SeatedViewers.Instance);
    }

    /// <summary>No display has an empty name.</summary>
    string DisplayOf(string? token) => settings.Admission?.Tokens.DisplayOf(token ?? "") ?? "";

    /// <param name="http">The request.</param>
    /// <param name="name">The display's; empty where the token is to say it, and does not.</param>
    /// <param name="token">Null or empty where who asks is asked for something else.</param>
    /// <param name="console">The console's mark.</param>
    /// <param name="isWatching">Whether control is not wanted yet.</param>
    /// <param name="cancellationToken">Ends the question for the display.</param>
    async Task<IResult> ConnectAsync(
        HttpContext http, string name, string? token, string? console, bool isWatching, CancellationToken cancellationToken)
    {
        if (!http.WebSockets.IsWebSocketRequest)
            return Results.Problem("VNC viewers connect here by WebSocket", statusCode: StatusCodes.Status426UpgradeRequired);
        var address = ViewerWebSocket.AddressOf(http);
        if (!origins.Allows(http))
            return Refuse(WebOrigins.Refusal);
        var display = await displays.FindAsync(name, cancellationToken);
        var (holder, refusal) = (default(ViewerIdentity), "");
        if (token is { Length: > 0 } || name.Length == 0)
        {
            // Nobody guesses 192 bits: to slow one who tries would slow all who come by the same proxy.
            holder = display is null ? null : settings.Admission!.Tokens.Redeem(token!, name);
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
            Number = number, WantsControl = !isWatching, Audience = audiences.Of(display.Name), Link = ViewerWebSocket.LinkOf(http), Admitted = holder,
        }));
        return Results.Empty;

        IResult Refuse(string reason)
        {
            settings.Logger.WebSocketRefused(address, PeerText.Of(name), "vnc", reason);
            return Results.Problem(reason, statusCode: StatusCodes.Status403Forbidden);
        }
    }
}
