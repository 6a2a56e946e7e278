using System.Security.Claims;

namespace Scanout.Hosting.Web.Access;

/// <summary>Who asks, as the claims of a request's user tell.</summary>
/// <param name="Kind">Whether he has a name at all.</param>
/// <param name="User">His name; empty where he is none of the users.</param>
sealed record WebIdentity(WebIdentityKind Kind, string User = "")
{
    const string KindClaim = "scanout:kind";
    const string LimitClaim = "scanout:limit";
    const string DisplayClaim = "scanout:display";
    public const string StampClaim = "scanout:stamp";

    public static WebIdentity Open { get; } = new(WebIdentityKind.Open);

    public static WebIdentity Operator { get; } = new(WebIdentityKind.Operator);

    /// <summary>The most that he may do with any display, whatever else he is given: a view-only user, and a token with less than its maker's rights.</summary>
    public DisplayRole Limit { get; init; } = DisplayRole.Admin;

    /// <summary>The displays that he may do anything with, as patterns (<see cref="NamePattern"/>).</summary>
    public IReadOnlyList<string> Displays { get; init; } = [NamePattern.Everything];

    /// <summary>What the user's entry in the file was when he showed who he is; empty where another host vouches for him.</summary>
    public string Stamp { get; init; } = "";

    /// <param name="scheme">By what he showed it: one of <see cref="WebSchemes"/>, or that of another host's word.</param>
    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var claims = new ClaimsIdentity(scheme);
        claims.AddClaim(new Claim(ClaimTypes.Name, User));
        claims.AddClaim(new Claim(KindClaim, $"{Kind}"));
        claims.AddClaim(new Claim(LimitClaim, $"{Limit}"));
        claims.AddClaim(new Claim(StampClaim, Stamp));
        claims.AddClaims(Displays.Select(display => new Claim(DisplayClaim, display)));
        return new ClaimsPrincipal(claims);
    }

    /// <summary>Null where he has not shown who he is.</summary>
    public static WebIdentity? Of(ClaimsPrincipal principal) =>
        principal.Identity is { IsAuthenticated: true } && Enum.TryParse<WebIdentityKind>(principal.FindFirst(KindClaim)?.Value, out var kind)
        && Enum.TryParse<DisplayRole>(principal.FindFirst(LimitClaim)?.Value, out var limit)
            ? new WebIdentity(kind, principal.FindFirst(ClaimTypes.Name)?.Value ?? "")
            {
                Limit = limit, Stamp = principal.FindFirst(StampClaim)?.Value ?? "",
                Displays = [.. principal.FindAll(DisplayClaim).Select(claim => claim.Value)],
            }
            : null;
}
