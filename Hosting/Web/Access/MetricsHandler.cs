using Microsoft.AspNetCore.Authorization;
using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Web.Access;

/// <summary>Lets in this host's own programs, unless nobody is let in for where he is; who may view all displays; and everybody where the configuration says so.</summary>
sealed class MetricsHandler(ScanoutSettings settings, WebRights rights) : AuthorizationHandler<MetricsRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, MetricsRequirement requirement)
    {
        if (settings.Web.AreMetricsOpen || rights.RoleOfAll(context.User) >= DisplayRole.View
            || (settings.Web.HasOperators && context.Resource is HttpContext http && LocalPeer.IsProgram(http)))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
