using Scanout.Hosting.Web.Access;

namespace Scanout.Hosting.Web;

/// <summary><c>POST /api/tokens</c>: makes a token that lets one viewer in once, whatever the protocol.</summary>
static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/tokens", async (
            TokenWish wish, HttpContext http, DisplaysRef displays, TokenMaker maker, WebRights rights, CancellationToken cancellationToken) =>
        {
            if (rights.RoleOf(http.User, wish.Display ?? "") < DisplayRole.View)
                return AccessRefusal.Of(http);
            if (await displays.FindAsync(wish.Display ?? "", cancellationToken) is not { } display)
                return NoDisplay.Problem();
            if (maker.TryMake(http, display.Name, wish.ViewOnly, wish.Expires, out var refusal) is not { } token)
                return refusal!;
            http.Response.Headers.CacheControl = "no-store";
            return Results.Ok(token);
        }).RequireSignIn();
}
