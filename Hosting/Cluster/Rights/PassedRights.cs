using System.Security.Claims;
using Scanout.Hosting.Web.Access;

namespace Scanout.Hosting.Cluster.Rights;

/// <summary>Who asks, by another host's statement that was found good: a feature of such a request.</summary>
/// <param name="From">The host that passed the request on.</param>
/// <param name="User">The user, with the claims that he has there.</param>
sealed record PassedRights(string From, ClaimsPrincipal User)
{
    /// <summary>The authentication scheme, and the type of the identity.</summary>
    public const string Scheme = "scanout-cluster";

    public static PassedRights Of(RightsStatement statement)
    {
        var claims = statement.Claims.Select(claim => new Claim(claim[0], claim[1], null, statement.From)).ToList();
        if (statement.User is { } user && !claims.Any(claim => claim.Type == ClaimTypes.Name))
            claims.Add(new Claim(ClaimTypes.Name, user, null, statement.From));
        // Who was asked by nobody is let in by nobody's word: an identity without a type is not authenticated.
        return new PassedRights(statement.From, new ClaimsPrincipal(new ClaimsIdentity(claims, statement.User is null ? null : Scheme)));
    }

    /// <summary>What of a user goes to another host.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> ClaimsOf(ClaimsPrincipal user) =>
        [.. user.Claims.Where(claim => claim.Type != WebIdentity.StampClaim).Take(RightsStatement.MaxClaims).Select(claim => (IReadOnlyList<string>)[claim.Type, claim.Value])];
}
