using System.Security.Claims;
using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Web.Access;

/// <summary>What who asks may do with which display. Any thread may ask.</summary>
/// <param name="settings">Whose roles count at first.</param>
/// <param name="pastOf">The display whose past another one shows, by the name of that; null where it is none's.</param>
sealed class WebRights(ScanoutSettings settings, Func<string, string?> pastOf)
{
    static readonly RoleGrant[] Operators = [new([], [NamePattern.Everything], DisplayRole.Admin)];
    static readonly RoleGrant[] Everybody = [new([], [NamePattern.Everything], DisplayRole.Control)];

    volatile IReadOnlyList<RoleGrant> roles = settings.Web.Roles;

    /// <summary>May be others while the service runs: whoever asks from then on is judged by them.</summary>
    public IReadOnlyList<RoleGrant> Roles
    {
        get => roles;
        set => roles = value;
    }

    /// <summary>What he may do with the display of that name, whether there is one or not; with a slash, of another host: <c>HOST/NAME</c>.</summary>
    public DisplayRole RoleOf(ClaimsPrincipal user, string display) =>
        WebIdentity.Of(user) is { } identity ? RoleOf(identity, display) : DisplayRole.None;

    /// <inheritdoc cref="RoleOf(ClaimsPrincipal, string)"/>
    public DisplayRole RoleOf(WebIdentity identity, string display)
    {
        var slash = display.IndexOf('/', StringComparison.Ordinal);
        var (host, name) = slash < 0 ? (settings.HostName, pastOf(display) ?? display) : (display[..slash], display[(slash + 1)..]);
        return Least(identity.Limit, Matches(identity.Displays) ? GrantsOf(identity).Where(grant => Matches(grant.Displays)).Select(grant => grant.Role).Append(default).Max() : default);

        bool Matches(IReadOnlyList<string> patterns) =>
            patterns.Any(pattern => NamePattern.Matches(pattern, pattern.Contains('/') ? $"{host}/{name}" : name));
    }

    /// <summary>Whether what somebody was let in for, to control or to view alone, is still his.</summary>
    public bool AllowsStill(WebIdentity identity, string display, DisplayRole role) =>
        RoleOf(identity, display) >= (role < DisplayRole.Control ? DisplayRole.View : DisplayRole.Control);

    /// <summary>What he may do with whatever display there may be.</summary>
    public DisplayRole RoleOfAll(ClaimsPrincipal user) => WebIdentity.Of(user) is { } identity && IsAll(identity.Displays)
        ? Least(identity.Limit, GrantsOf(identity).Where(grant => IsAll(grant.Displays)).Select(grant => grant.Role).Append(default).Max()) : default;

    /// <summary>What is given to him, before <see cref="WebIdentity.Limit"/> and <see cref="WebIdentity.Displays"/> take from it; of several for a display the highest counts.</summary>
    public IEnumerable<RoleGrant> GrantsOf(WebIdentity identity) => identity.Kind switch
    {
        WebIdentityKind.Operator => Operators,
        WebIdentityKind.User when Roles is { Count: > 0 } given => given.Where(grant => grant.IsFor(identity.User)),
        _ => Everybody,
    };

    static bool IsAll(IReadOnlyList<string> patterns) => patterns.Contains(NamePattern.Everything);

    static DisplayRole Least(DisplayRole one, DisplayRole other) => one < other ? one : other;
}
