using Microsoft.AspNetCore.Authorization;

namespace Scanout.Hosting.Web.Access;

/// <summary>Asks the rights for a <see cref="DisplayRoleRequirement"/>.</summary>
sealed class DisplayRoleHandler(WebRights rights) : AuthorizationHandler<DisplayRoleRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, DisplayRoleRequirement requirement)
    {
        var role = (context.Resource as HttpContext)?.GetRouteValue("name") switch
        {
            string display => rights.RoleOf(context.User, display),
            // An endpoint of no display is an admin's of them all; what is less would be nobody's.
            _ when requirement.Role == DisplayRole.Admin => rights.RoleOfAll(context.User),
            _ => DisplayRole.None,
        };
        if (role >= requirement.Role)
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
