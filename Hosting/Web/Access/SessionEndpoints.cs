using Microsoft.AspNetCore.Authentication;
using Scanout.Hosting.Web.Viewers;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Web.Access;

/// <summary><c>/api/session</c>: to sign in, to sign out, and who one is.</summary>
static class SessionEndpoints
{
    const string Path = "/api/session";

    /// <summary>How long a login may have to wait for earlier ones that failed: who mistyped does not notice.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static bool IsSigningIn(HttpContext http) => HttpMethods.IsPost(http.Request.Method) && http.Request.Path == Path;

    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (HttpContext http, WebUsers users, WebRights rights, WebOrigins origins) => SessionRecord.Of(http, users, rights, origins))
            .AllowAnonymous();
        routes.MapPost(Path, SignInAsync).AllowAnonymous();
        routes.MapDelete(Path, async (HttpContext http, ILogger<WebSessions> logger) =>
        {
            if (http.User.Identity is { AuthenticationType: WebSchemes.Session, Name: { } name })
                logger.SignedOut(PeerText.Of(name), ViewerWebSocket.AddressOf(http));
            await http.SignOutAsync(WebSchemes.Session);
            return Results.NoContent();
        }).AllowAnonymous();
    }

    static async Task<IResult> SignInAsync(
        SignIn wish, HttpContext http, WebUsers users, WebRights rights, ILogger<WebSessions> logger, CancellationToken cancellationToken)
    {
        if (users.IsOpen)
            return AccessRefusal.Problem(StatusCodes.Status409Conflict, "there are no users, and nobody is asked who he is");
        var address = ViewerWebSocket.AddressOf(http);
        UserEntry? entry = null;
        var (_, refusal) = await users.Admission.AdmitAsync(address, Patience, async token =>
        {
            entry = await users.Admission.FindUserAsync(wish.User ?? "", wish.Password ?? "", token);
            return entry is null ? null : Admission.IdentityOf(entry);
        }, cancellationToken);
        if (entry is null)
        {
            var isThrottled = refusal.Length > 0;
            logger.SignInRefused(PeerText.Of(wish.User ?? ""), address, isThrottled ? refusal : "wrong name or password");
            if (isThrottled)
                http.Response.Headers.RetryAfter = "60";
            return isThrottled
                ? AccessRefusal.Problem(StatusCodes.Status429TooManyRequests, refusal)
                : AccessRefusal.Problem(StatusCodes.Status401Unauthorized, "wrong name or password");
        }
        // A session is begun anew and never taken over: its key is known to nobody else.
        http.Request.Headers.Cookie = default;
        var principal = WebUsers.IdentityOf(entry).ToPrincipal(WebSchemes.Session);
        await http.SignInAsync(WebSchemes.Session, principal);
        logger.SignedIn(PeerText.Of(entry.Name), address, entry.IsViewOnly ? "view-only" : "as the roles say");
        return Results.Ok(SessionRecord.Of(principal, users, rights));
    }
}
