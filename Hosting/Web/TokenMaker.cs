using Scanout.Hosting.Web.Access;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Web;

/// <summary>
/// Makes tokens that let one viewer in once, for this host's operators and for who signed in; and tells the log. What a user's token gives is no more than
/// his own right, and it ends when that does.
/// </summary>
sealed class TokenMaker(AccessTokens tokens, WebRights rights, WebUsers users, TimeProvider timeProvider, ILogger<AccessTokens> logger)
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
        if (role < DisplayRole.View || WebIdentity.Of(http.User) is not { Kind: not WebIdentityKind.Open } identity)
            refusal = AccessRefusal.Of(http);
        else if (!Expiry.TryParse(expires ?? DefaultExpiry, out var expiry))
            refusal = AccessRefusal.Problem(StatusCodes.Status400BadRequest, "expires is none of now, never, +N seconds, and N seconds since 1970");
        else
            return TryMake(identity, display, isViewOnly || role < DisplayRole.Control, expiry.From(timeProvider.GetUtcNow()), out refusal);
        return null;
    }

    TokenRecord? TryMake(WebIdentity identity, string display, bool isViewOnly, DateTimeOffset? expires, out IResult? refusal)
    {
        refusal = null;
        var longest = timeProvider.GetUtcNow() + LongestOfUser;
        var end = identity.Kind == WebIdentityKind.User && !(expires < longest) ? longest : expires;
        if (tokens.TryCreate(display, isViewOnly, end, identity.User, IsStillGood) is { } token)
        {
            logger.TokenMade(
                PeerText.Of(display), identity.Kind == WebIdentityKind.User ? PeerText.Of(identity.User) : "an operator",
                isViewOnly ? "view-only" : "may control", end?.ToString("u") ?? "never");
            return new TokenRecord(token, display, isViewOnly, end);
        }
        refusal = AccessRefusal.Problem(StatusCodes.Status429TooManyRequests, $"{AccessTokens.MaxOutstanding} tokens have not been used yet");
        return null;

        bool IsStillGood() =>
            users.IsCurrent(identity) && rights.RoleOf(identity, display) >= (isViewOnly ? DisplayRole.View : DisplayRole.Control);
    }
}
