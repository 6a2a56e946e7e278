using System.Security.Claims;
using Scanout.Hosting.Web.Access;
using Scanout.Pipeline.Screens;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting.Web;

/// <summary><c>/api/displays</c>: what there is, and its pictures.</summary>
static class DisplayEndpoints
{
    public static void MapDisplays(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/displays", async (
            DisplaysRef displays, ViewerCounts viewers, RecordingBoard recordings, ScreenBoard screens, WebRights rights, ClaimsPrincipal user,
            CancellationToken cancellationToken) =>
        {
            var list = await displays.ListAsync(cancellationToken);
            return list.Displays.Where(status => rights.RoleOf(user, status.Name) >= DisplayRole.View)
                .Select(status => DisplayRecord.Of(status, viewers, recordings, screens));
        }).RequireSignIn();

        routes.MapGet("/api/displays/{name}/snapshot", async (
            string name, int? width, HttpContext http, DisplaysRef displays, CancellationToken cancellationToken) =>
        {
            if (width is < 1)
                return Results.Problem("width must be at least 1", statusCode: StatusCodes.Status400BadRequest);
            return await displays.FindAsync(name, cancellationToken) is { } status
                ? await SnapshotResponse.CreateAsync(status.Surface, width, http, cancellationToken)
                : Results.Problem("there is no display of that name", statusCode: StatusCodes.Status404NotFound);
        }).RequireView();
    }
}
