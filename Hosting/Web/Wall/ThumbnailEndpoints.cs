using Scanout.Hosting.Web.Access;
using Microsoft.Net.Http.Headers;

namespace Scanout.Hosting.Web.Wall;

/// <summary><c>/api/displays/NAME/thumbnail</c>: what the wall shows of a display, for others.</summary>
static class ThumbnailEndpoints
{
    /// <summary>How long a display that rests may take to be looked at once more.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    const int UsualWidthPixels = 320;

    public static void MapThumbnails(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/displays/{name}/thumbnail", async (
            string name, int? width, HttpContext http, DisplaysRef displays, Thumbnails thumbnails, CancellationToken cancellationToken) =>
        {
            if (width is < 1)
                return Results.Problem("width must be at least 1", statusCode: StatusCodes.Status400BadRequest);
            if (await displays.FindAsync(name, cancellationToken) is not { } display)
                return NoDisplay.Problem();
            if (Thumbnails.WhyNone is { } reason)
                return Results.Problem(reason, statusCode: StatusCodes.Status501NotImplemented);
            await display.Surface.RefreshAsync(Patience, cancellationToken);
            return thumbnails.NewestOf(display.Surface, ThumbnailSize.For(width ?? UsualWidthPixels)) is { } thumbnail
                ? Answer(thumbnail, http)
                : Results.Problem("the display has not shown a picture yet", statusCode: StatusCodes.Status503ServiceUnavailable);
        }).RequireView();

    static IResult Answer(Thumbnail thumbnail, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(thumbnail.Jpeg, "image/jpeg", entityTag: new EntityTagHeaderValue($"\"{thumbnail.Tag}\""));
    }
}
