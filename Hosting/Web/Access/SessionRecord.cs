using System.Security.Claims;
using System.Text.Json.Serialization;

namespace Scanout.Hosting.Web.Access;

/// <summary>Who asks, as <c>GET /api/session</c> tells him.</summary>
/// <param name="Open">Whether he is let in without being asked who he is.</param>
/// <param name="User">His name; null where he has none, or has not signed in.</param>
/// <param name="Operator">Whether it is a program of root or of the service's own user, on its own host.</param>
/// <param name="Roles">What he may do with which displays; of several for a display the highest counts.</param>
/// <param name="Reason">One sentence where he is not let in although nobody is asked.</param>
public sealed record SessionRecord(
    bool Open, string? User, bool Operator, IReadOnlyList<SessionRole> Roles,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null)
{
    /// <param name="http">The request.</param>
    /// <param name="users">Who is asked for.</param>
    /// <param name="rights">What is given.</param>
    /// <param name="origins">What pages, and names of the web, count.</param>
    internal static SessionRecord Of(HttpContext http, WebUsers users, WebRights rights, WebOrigins origins) =>
        users.IsOpen && WebIdentity.Of(http.User) is null
            ? new SessionRecord(false, null, false, [], origins.IsCalledRightly(http) ? WebOrigins.Refusal : WebOrigins.WrongName)
            : Of(http.User, users, rights);

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
