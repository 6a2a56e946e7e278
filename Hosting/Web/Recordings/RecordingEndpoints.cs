using System.Security.Claims;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Web.Access;

namespace Scanout.Hosting.Web.Recordings;

/// <summary><c>/api/recordings</c>: what has been recorded.</summary>
static class RecordingEndpoints
{
    public static void MapRecordings(this IEndpointRouteBuilder routes)
    {
        // For as long as the service runs.
        var list = new RecordingList();
        routes.MapGet("/api/recordings", async (
            ScanoutSettings settings, WebRights rights, ClaimsPrincipal user, CancellationToken cancellationToken) =>
            settings.Recording.Directory is { Length: > 0 } directory
                ? (await list.ReadAsync(directory, cancellationToken)).Where(record => rights.RoleOf(user, record.Display) >= DisplayRole.View)
                : []).RequireSignIn();
    }
}
