using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Web.Access;

/// <summary><c>/api/api-tokens</c>: tokens for programs, with a part of their maker's rights, until they expire or are revoked.</summary>
static class ApiTokenEndpoints
{
    const string Path = "/api/api-tokens";
    const string DefaultExpiry = "+2592000";
    const int MaxNameLength = 64;
    const int MaxDisplays = 100;

    static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static void MapApiTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, Create).RequireSignIn();
        routes.MapGet(Path, (HttpContext http, ApiTokens tokens, WebRights rights) =>
            tokens.All.Where(token => IsFor(http, token, rights)).Select(ApiTokenRecord.Of)).RequireSignIn();
        routes.MapDelete($"{Path}/{{id}}", (string id, HttpContext http, ApiTokens tokens, WebRights rights, ILogger<ApiTokens> logger) =>
        {
            if (tokens.All.FirstOrDefault(token => token.Id == id && IsFor(http, token, rights)) is not { } token)
                return AccessRefusal.Problem(StatusCodes.Status404NotFound, "you have no token of that id");
            tokens.Revoke(token.Id);
            logger.ApiTokenRevoked(token.Id, PeerText.Of(token.Name), NameOf(WebIdentity.Of(http.User)!));
            return Results.NoContent();
        }).RequireSignIn();
    }

    static IResult Create(
        ApiTokenWish wish, HttpContext http, ApiTokens tokens, WebRights rights, TimeProvider timeProvider, ILogger<ApiTokens> logger)
    {
        // One token is not to outlive itself by another, and who nobody knows has no rights to give.
        if (WebIdentity.Of(http.User) is not { Kind: not WebIdentityKind.Open } owner || http.User.Identity!.AuthenticationType == WebSchemes.Bearer)
            return AccessRefusal.Of(http);
        var now = timeProvider.GetUtcNow();
        if (wish.Name is not { Length: > 0 and <= MaxNameLength } name)
            return Bad($"name has 1 to {MaxNameLength} characters");
        if (!Expiry.TryParse(wish.Expires ?? DefaultExpiry, out var expiry) || expiry.From(now) is not { } end || end <= now || end > now + Longest)
            return Bad("expires is +N seconds or N seconds since 1970, within 366 days");
        if (wish.Role is not (null or "view" or "control" or "admin"))
            return Bad("role is none of view, control, admin");
        if (wish.Displays is { Count: 0 or > MaxDisplays } || wish.Displays?.Any(string.IsNullOrEmpty) == true)
            return Bad($"displays are 1 to {MaxDisplays} names, with * for anything");
        var role = wish.Role switch { "admin" => DisplayRole.Admin, "control" => DisplayRole.Control, _ => DisplayRole.View };
        if (role > owner.Limit || !rights.GrantsOf(owner).Any(grant => grant.Role >= role))
            return AccessRefusal.Of(http);
        var holder = owner with { Limit = role, Displays = wish.Displays ?? owner.Displays };
        if (tokens.TryCreate(name, owner, holder, end) is not { } made)
            return AccessRefusal.Problem(StatusCodes.Status429TooManyRequests, "there are too many tokens: revoke one");
        logger.ApiTokenMade(made.Token.Id, PeerText.Of(name), NameOf(owner), SessionRecord.NameOf(role), end.ToString("u"));
        return Results.Ok(ApiTokenRecord.Of(made.Token) with { Token = made.Secret });
    }

    /// <summary>Who shows a token has that one alone: with a part of its maker's rights he is not to know of the others, or to end them.</summary>
    static bool IsFor(HttpContext http, ApiToken token, WebRights rights) => WebStanding.Of(http) switch
    {
        { Token: { } shown } => token.Id == shown.Id,
        { Identity: { Kind: not WebIdentityKind.Open } identity } when token.IsOf(identity) => true,
        _ => rights.RoleOfAll(http.User) >= DisplayRole.Admin,
    };

    static string NameOf(WebIdentity identity) => identity.Kind == WebIdentityKind.User ? PeerText.Of(identity.User) : "an operator";

    static IResult Bad(string sentence) => AccessRefusal.Problem(StatusCodes.Status400BadRequest, sentence);
}
