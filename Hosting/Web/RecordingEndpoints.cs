using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Web;

/// <summary><c>/api/recordings</c>: what has been recorded.</summary>
static class RecordingEndpoints
{
    public static void MapRecordings(this IEndpointRouteBuilder routes)
    {
        // For as long as the service runs.
        var list = new RecordingList();
        routes.MapGet("/api/recordings", async (ScanoutSettings settings, CancellationToken cancellationToken) =>
            settings.Recording.Directory is { Length: > 0 } directory ? await list.ReadAsync(directory, cancellationToken) : []);
    }
}
