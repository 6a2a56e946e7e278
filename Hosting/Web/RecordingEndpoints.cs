using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Web;

/// <summary><c>/api/recordings</c>: what has been recorded.</summary>
static class RecordingEndpoints
{
    public static void MapRecordings(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/recordings", (ScanoutSettings settings) =>
            Directory.Exists(settings.Recording.Directory) ? RecordingList.Of(settings.Recording.Directory) : []);
}
