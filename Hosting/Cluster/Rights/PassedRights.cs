using System.Security.Claims;
using Scanout.Hosting.Web.Access;

namespace Scanout.Hosting.Cluster.Rights;

/// <summary>Who asks, by another host's statement that was found good: a feature of such a request.</summary>
/// <param name="From">The host that passed the request on.</param>
/// <param name="Client">The IP address and the port that the request came from there.</param>
/// <param name="User">The user, with what he may do there.</param>
sealed record PassedRights(string From, string Client, ClaimsPrincipal User)
{
    /// <summary>The authentication scheme, and the type of the identity.</summary>
    public const string Scheme = "scanout-cluster";

    /// <summary>
    /// A user is who he is said to be. An operator of another host is none of this one, and who was asked by nobody is let in by nobody's word: an identity
    /// without a type is not authenticated.
    /// </summary>
    public static PassedRights Of(RightsStatement statement)
    {
        var claims = statement.Claims.Select(claim => new Claim(claim[0], claim[1], null, statement.From));
        var told = WebIdentity.Of(new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme)));
        return new PassedRights(
            statement.From, statement.Client,
            told is { Kind: WebIdentityKind.User, User.Length: > 0 } && told.User == statement.User
                ? (told with { Stamp = "" }).ToPrincipal(Scheme)
                : new ClaimsPrincipal(new ClaimsIdentity()));
    }

    /// <summary>What of a user goes to another host.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> ClaimsOf(ClaimsPrincipal user) =>
        [.. user.Claims.Where(claim => claim.Type != WebIdentity.StampClaim).Take(RightsStatement.MaxClaims).Select(claim => (IReadOnlyList<string>)[claim.Type, claim.Value])];
}
