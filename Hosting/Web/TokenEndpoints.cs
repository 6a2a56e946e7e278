using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Web;

/// <summary>
/// <c>POST /api/tokens</c>: makes a token that lets one viewer in once. For programs of this host that run as root or as the service does.
/// </summary>
static class TokenEndpoints
{
    /// <summary>Five minutes, where nothing is said.</summary>
    const string DefaultExpiry = "+300";

    public static void MapTokens(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/tokens", async (
            TokenWish wish, HttpContext http, DisplaysRef displays, AccessTokens tokens, TimeProvider timeProvider,
            ILogger<AccessTokens> logger, CancellationToken cancellationToken) =>
        {
            if (!LocalPeer.IsOperator(http))
                return Problem(StatusCodes.Status403Forbidden, "tokens are made for root and the service's own user, on its own host");
            if (!Expiry.TryParse(wish.Expires ?? DefaultExpiry, out var expiry))
                return Problem(StatusCodes.Status400BadRequest, "expires is none of now, never, +N seconds, and N seconds since 1970");
            if (await displays.FindAsync(wish.Display ?? "", cancellationToken) is not { } display)
                return Problem(StatusCodes.Status404NotFound, "there is no display of that name");
            var expires = expiry.From(timeProvider.GetUtcNow());
            if (tokens.TryCreate(display.Name, wish.ViewOnly, expires) is not { } token)
                return Problem(StatusCodes.Status429TooManyRequests, $"{AccessTokens.MaxOutstanding} tokens have not been used yet");
            logger.TokenMade(display.Name, wish.ViewOnly ? "view-only" : "may control", expires?.ToString("u") ?? "never");
            http.Response.Headers.CacheControl = "no-store";
            return Results.Ok(new TokenRecord(token, display.Name, wish.ViewOnly, expires));
        });

    static IResult Problem(int status, string sentence) => Results.Problem(sentence, statusCode: status);
}

/// <summary>What is asked for.</summary>
/// <param name="Display">The display's name.</param>
/// <param name="ViewOnly">Whether the holder may watch alone.</param>
/// <param name="Expires">In QEMU's grammar; null for five minutes from now.</param>
public sealed record TokenWish(string? Display, bool ViewOnly = false, string? Expires = null);

/// <summary>What is given.</summary>
public sealed record TokenRecord(string Token, string Display, bool ViewOnly, DateTimeOffset? Expires);
