using System.Security.Claims;
using Scanout.Hosting.Cluster;
using Scanout.Hosting.Web.Access;

namespace Scanout.Hosting.Web;

/// <summary><c>/api/displays</c>: what there is, and its pictures.</summary>
static class DisplayEndpoints
{
    public static void MapDisplays(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/displays", async (
            LocalDisplays displays, WebRights rights, ClaimsPrincipal user, CancellationToken cancellationToken) =>
            (await displays.ListAsync(cancellationToken)).Where(display => rights.RoleOf(user, display.Name) >= DisplayRole.View)).RequireSignIn();

        routes.MapGet("/api/displays/{name}/snapshot", async (
            string name, int? width, HttpContext http, DisplaysRef displays, CancellationToken cancellationToken) =>
        {
            if (width is < 1)
                return Results.Problem("width must be at least 1", statusCode: StatusCodes.Status400BadRequest);
            return await displays.FindAsync(name, cancellationToken) is { } status
                ? await SnapshotResponse.CreateAsync(status.Surface, width, http, cancellationToken)
                : NoDisplay.Problem();
        }).RequireView();
    }
}
