using Scanout.Hosting.Web.Access;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Web;

/// <summary>
/// Makes tokens that let one viewer in once, for this host's operators, for who signed in, and for who shows an API token; and tells the log. What a token
/// gives is no more than its maker's own right, and it ends when that does.
/// </summary>
sealed class TokenMaker(AccessTokens tokens, WebRights rights, TimeProvider timeProvider, ILogger<AccessTokens> logger)
{
    /// <summary>Five minutes, where nothing is said.</summary>
    const string DefaultExpiry = "+300";

    /// <summary>What a user's is good for at most.</summary>
    static readonly TimeSpan LongestOfUser = TimeSpan.FromHours(1);

    /// <summary>Makes one for who asks.</summary>
    /// <param name="http">Who asks.</param>
    /// <param name="display">The name of a display that there is.</param>
    /// <param name="isViewOnly">Whether the holder may watch alone, which he may at most where who asks may no more.</param>
    /// <param name="expires">In QEMU's grammar; null for five minutes from now.</param>
    /// <param name="refusal">The answer where there is none.</param>
    public TokenRecord? TryMake(HttpContext http, string display, bool isViewOnly, string? expires, out IResult? refusal)
    {
        refusal = null;
        var role = rights.RoleOf(http.User, display);
        if (role < DisplayRole.View || WebStanding.Of(http) is not { Identity.Kind: not WebIdentityKind.Open } standing)
            refusal = AccessRefusal.Of(http);
        else if (!Expiry.TryParse(expires ?? DefaultExpiry, out var expiry))
            refusal = AccessRefusal.Problem(StatusCodes.Status400BadRequest, "expires is none of now, never, +N seconds, and N seconds since 1970");
        else
            return TryMake(standing, display, isViewOnly || role < DisplayRole.Control, expiry.From(timeProvider.GetUtcNow()), out refusal);
        return null;
    }

    TokenRecord? TryMake(WebStanding standing, string display, bool isViewOnly, DateTimeOffset? expires, out IResult? refusal)
    {
        refusal = null;
        var (identity, isUser) = (standing.Identity, standing.Identity.Kind == WebIdentityKind.User);
        var end = Earlier(Earlier(expires, isUser ? timeProvider.GetUtcNow() + LongestOfUser : null), standing.Token?.Expires);
        // All tokens of a user count as his; an operator's program is not to take away what operators have.
        var holder = isUser ? identity.User : standing.Token is { } shown ? $"token:{shown.Id}" : "";
        if (tokens.TryCreate(display, isViewOnly, end, identity.User, IsStillGood, holder) is { } token)
        {
            logger.TokenMade(
                PeerText.Of(display), isUser ? PeerText.Of(identity.User) : "an operator",
                isViewOnly ? "view-only" : "may control", end?.ToString("u") ?? "never");
            return new TokenRecord(token, display, isViewOnly, end);
        }
        refusal = AccessRefusal.Problem(StatusCodes.Status429TooManyRequests, "too many tokens have not been used yet");
        return null;

        bool IsStillGood() =>
            standing.IsGood() && rights.AllowsStill(identity, display, isViewOnly ? DisplayRole.View : DisplayRole.Control);
    }

    /// <summary>Null is never.</summary>
    static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => other is null || one < other ? one : other;
}
