using Microsoft.AspNetCore.Authentication;

namespace Scanout.Hosting.Cluster.Rights;

/// <summary>The authentication scheme of requests that another host passes on: <see cref="ClusterGate"/> has looked at the statement.</summary>
sealed class PassedRightsHandler : IAuthenticationHandler
{
    HttpContext? http;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        http = context;
        return Task.CompletedTask;
    }

    public Task<AuthenticateResult> AuthenticateAsync() => Task.FromResult(
        http!.Features.Get<PassedRights>() is { User: { Identity.IsAuthenticated: true } user }
            ? AuthenticateResult.Success(new AuthenticationTicket(user, PassedRights.Scheme))
            : AuthenticateResult.NoResult());

    public Task ChallengeAsync(AuthenticationProperties? properties) => RefuseAsync(StatusCodes.Status401Unauthorized);

    public Task ForbidAsync(AuthenticationProperties? properties) => RefuseAsync(StatusCodes.Status403Forbidden);

    Task RefuseAsync(int status)
    {
        http!.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
