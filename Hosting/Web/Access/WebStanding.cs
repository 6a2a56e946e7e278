namespace Scanout.Hosting.Web.Access;

/// <summary>
/// Who asks, for what outlasts his request: whether he is still who he was when it came. It knows nothing of the request itself, which ends, and whose context
/// is then another's. Any thread may ask, at any time.
/// </summary>
sealed class WebStanding
{
    readonly WebUsers users;
    readonly ApiTokens tokens;
    readonly WebSessions sessions;
    readonly string? secret;
    readonly string? session;

    WebStanding(WebIdentity identity, HttpContext http)
    {
        var services = http.RequestServices;
        (users, tokens, sessions) =
            (services.GetRequiredService<WebUsers>(), services.GetRequiredService<ApiTokens>(), services.GetRequiredService<WebSessions>());
        Identity = identity;
        switch (http.User.Identity!.AuthenticationType)
        {
            case WebSchemes.Bearer:
                secret = BearerAuthentication.SecretOf(http);
                Token = tokens.Find(secret);
                break;
            case WebSchemes.Session:
                session = WebSessions.KeyOf(http) ?? "";
                break;
        }
    }

    public WebIdentity Identity { get; }

    /// <summary>The API token that he showed; null where he showed none.</summary>
    public ApiToken? Token { get; }

    /// <summary>Null where he has not shown who he is.</summary>
    public static WebStanding? Of(HttpContext http) => WebIdentity.Of(http.User) is { } identity ? new WebStanding(identity, http) : null;

    /// <summary>Whether he is as the file of users says, and the API token that he showed has neither been revoked nor expired.</summary>
    public bool IsGood() => users.IsCurrent(Identity) && (secret is null || tokens.Find(secret) is not null);

    /// <summary>Whether he is also still signed in, where he was; as he has a connection open, his session is in use.</summary>
    public bool IsPresent() => IsGood() && (session is null || sessions.Prolong(session));
}
