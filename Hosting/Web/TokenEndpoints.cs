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
                return Results.Problem("there is no display of that name", statusCode: StatusCodes.Status404NotFound);
            if (maker.TryMake(http, display.Name, wish.ViewOnly, wish.Expires, out var refusal) is not { } token)
                return refusal!;
            http.Response.Headers.CacheControl = "no-store";
            return Results.Ok(token);
        }).RequireSignIn();
}

/// <summary>What is asked for.</summary>
/// <param name="Display">The display's name.</param>
/// <param name="ViewOnly">Whether the holder may watch alone.</param>
/// <param name="Expires">In QEMU's grammar; null for five minutes from now.</param>
public sealed record TokenWish(string? Display, bool ViewOnly = false, string? Expires = null);

/// <summary>What is given.</summary>
public sealed record TokenRecord(string Token, string Display, bool ViewOnly, DateTimeOffset? Expires);
