using Scanout.Hosting.Cluster;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Web.Access;
using Scanout.Pipeline.Screens;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting.Web.Wall;

/// <summary><c>/api/wall</c>: what a page of the wall lives on.</summary>
static class WallEndpoints
{
    public static void AddWall(this IServiceCollection services)
    {
        services.AddSingleton<Thumbnails>();
        services.AddSingleton(provider =>
        {
            var (displays, viewers, recordings) = (
                provider.GetRequiredService<DisplaysRef>(), provider.GetRequiredService<ViewerCounts>(), provider.GetRequiredService<RecordingBoard>());
            var (screens, cluster) = (provider.GetRequiredService<ScreenBoard>(), provider.GetRequiredService<ClusterView>());
            return new WallBoard(
                async cancellationToken => [.. (await displays.ListAsync(cancellationToken)).Displays
                    .Select(status => new WallDisplay(DisplayRecord.Of(status, viewers, recordings, screens), status.Surface))],
                () => cluster.Others, provider.GetRequiredService<TimeProvider>());
        });
    }

    /// <summary>HTTP/2 opens a WebSocket by CONNECT (RFC 8441).</summary>
    public static void MapWall(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/api/wall", [HttpMethods.Get, HttpMethods.Connect], async (
            HttpContext http, WallBoard board, Thumbnails thumbnails, ScanoutSettings settings, WebOrigins origins, TimeProvider timeProvider,
            IHostApplicationLifetime lifetime) =>
        {
            if (!http.WebSockets.IsWebSocketRequest)
                return Results.Problem("the wall connects here by WebSocket", statusCode: StatusCodes.Status426UpgradeRequired);
            if (!origins.Allows(http))
                return Results.Problem(WebOrigins.Refusal, statusCode: StatusCodes.Status403Forbidden);
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            await new WallFeed(socket, board, thumbnails, WallRights.Of(http), settings.HostName, timeProvider).RunAsync(lifetime.ApplicationStopping);
            return Results.Empty;
        }).RequireSignIn();
}
