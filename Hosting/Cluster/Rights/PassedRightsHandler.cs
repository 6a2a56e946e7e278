using Microsoft.AspNetCore.Authentication;
using Scanout.Hosting.Web.Access;

namespace Scanout.Hosting.Cluster.Rights;

/// <summary>
/// The authentication scheme of requests that another host passes on: <see cref="ClusterGate"/> has looked at the statement. Where this host has users of
/// its own he is to be one of them, and has the lesser of what he may there and here; who is none of them may do nothing.
/// </summary>
sealed class PassedRightsHandler : IAuthenticationHandler
{
    HttpContext? http;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        http = context;
        return Task.CompletedTask;
    }

    public Task<AuthenticateResult> AuthenticateAsync() => Task.FromResult(
        http!.Features.Get<PassedRights>() is { } passed && WebIdentity.Of(passed.User) is { } told
            ? AuthenticateResult.Success(new AuthenticationTicket(
                Here(told, http.RequestServices.GetRequiredService<WebUsers>()).ToPrincipal(PassedRights.Scheme), PassedRights.Scheme))
            : AuthenticateResult.NoResult());

    public Task ChallengeAsync(AuthenticationProperties? properties) => RefuseAsync(StatusCodes.Status401Unauthorized);

    public Task ForbidAsync(AuthenticationProperties? properties) => RefuseAsync(StatusCodes.Status403Forbidden);

    Task RefuseAsync(int status)
    {
        http!.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>With the stamp of his entry here: once that changes, what lasts ends.</summary>
    static WebIdentity Here(WebIdentity told, WebUsers users) =>
        users.IsOpen ? told
        : users.Find(told.User) is { } own ? told with { Limit = told.Limit < own.Limit ? told.Limit : own.Limit, Stamp = own.Stamp }
        : told with { Limit = DisplayRole.None };
}
