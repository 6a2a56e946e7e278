using System.Security.Claims;

namespace Scanout.Hosting.Web.Access;

/// <summary>Who asks, as <c>GET /api/session</c> tells him.</summary>
/// <param name="Open">Whether nobody is asked who he is.</param>
/// <param name="User">His name; null where he has none, or has not signed in.</param>
/// <param name="Operator">Whether it is a program of root or of the service's own user, on its own host.</param>
/// <param name="Roles">What he may do with which displays; of several for a display the highest counts.</param>
public sealed record SessionRecord(bool Open, string? User, bool Operator, IReadOnlyList<SessionRole> Roles)
{
    internal static SessionRecord Of(ClaimsPrincipal principal, WebUsers users, WebRights rights)
    {
        if (WebIdentity.Of(principal) is not { } identity)
            return new SessionRecord(users.IsOpen, null, false, []);
        var roles = rights.GrantsOf(identity).Select(grant => new SessionRole(
            grant.Displays, NameOf(grant.Role < identity.Limit ? grant.Role : identity.Limit)));
        return new SessionRecord(
            users.IsOpen, identity.Kind == WebIdentityKind.User ? identity.User : null, identity.Kind == WebIdentityKind.Operator, [.. roles]);
    }

    /// <summary>A role as it is told: <c>none</c>, <c>view</c>, <c>control</c>, <c>admin</c>.</summary>
    internal static string NameOf(DisplayRole role) => role switch
    {
        DisplayRole.Admin => "admin",
        DisplayRole.Control => "control",
        DisplayRole.View => "view",
        _ => "none",
    };
}

/// <param name="Displays">Names, with <c>*</c> for anything.</param>
/// <param name="Role"><c>view</c>, <c>control</c>, <c>admin</c>.</param>
public sealed record SessionRole(IReadOnlyList<string> Displays, string Role);
