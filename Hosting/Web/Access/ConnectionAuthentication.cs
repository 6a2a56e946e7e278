using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;
using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Web.Access;

/// <summary>
/// Who asks, by where he connects from (<see cref="WebSchemes.Connection"/>): an operator's program, unless operators sign in; and, where there are no users, everybody
/// but pages of other origins.
/// </summary>
sealed class ConnectionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ScanoutSettings settings, WebUsers users,
    WebOrigins origins)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        settings.Web.HasOperators && LocalPeer.IsProgram(Context) && IsOwner() ? ResultOf(WebIdentity.Operator)
        : users.IsOpen && origins.Allows(Context) && origins.IsCalledRightly(Context) ? ResultOf(WebIdentity.Open)
        : AuthenticateResult.NoResult());

    /// <summary>The kernel is asked once for each connection: whose it is does not change.</summary>
    bool IsOwner()
    {
        if (Context.Features.Get<IConnectionItemsFeature>()?.Items is not { } items)
            return LocalPeer.IsOwner(Context.Connection);
        if (items.TryGetValue(typeof(LocalPeer), out var known))
            return (bool)known!;
        var isOwner = LocalPeer.IsOwner(Context.Connection);
        items[typeof(LocalPeer)] = isOwner;
        return isOwner;
    }

    AuthenticateResult ResultOf(WebIdentity identity) =>
        AuthenticateResult.Success(new AuthenticationTicket(identity.ToPrincipal(Scheme.Name), Scheme.Name));
}
