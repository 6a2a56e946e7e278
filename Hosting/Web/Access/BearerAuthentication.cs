using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Scanout.Hosting.Web.Access;

/// <summary>Who asks, by an API token (<see cref="WebSchemes.Bearer"/>; RFC 6750, section 2.1).</summary>
sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiTokens tokens, WebUsers users)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    const string Prefix = "Bearer ";

    public static bool IsAskedFor(HttpContext http) => http.Request.Headers.Authorization.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    public static string SecretOf(HttpContext http) => http.Request.Headers.Authorization.ToString()[Prefix.Length..].Trim();

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        tokens.Find(SecretOf(Context)) is { } token && users.IsCurrent(token.Holder)
            ? AuthenticateResult.Success(new AuthenticationTicket(token.Holder.ToPrincipal(Scheme.Name), Scheme.Name))
            : AuthenticateResult.Fail("no token, or one that was revoked or has expired"));
}
