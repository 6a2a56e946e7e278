using Microsoft.Net.Http.Headers;
using Scanout.Pipeline.Frames;

namespace Scanout.Hosting.Web;

/// <summary>A display's newest frame as PNG over HTTP: with the frame's hash as its tag, so that an unchanged picture is not sent again.</summary>
static class SnapshotResponse
{
    /// <summary>How long a display that rests may take to be looked at once more.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    public static async Task<IResult> CreateAsync(Surface surface, int? widthPixels, HttpContext http, CancellationToken cancellationToken)
    {
        await surface.RefreshAsync(Patience, cancellationToken);
        var frame = surface.Acquire();
        if (frame is null)
            return Results.Problem("the display has not shown a picture yet", statusCode: StatusCodes.Status503ServiceUnavailable);
        try
        {
            var width = Math.Min(widthPixels ?? frame.WidthPixels, frame.WidthPixels);
            var tag = new EntityTagHeaderValue($"\"{FrameHash.Of(frame)}{(width == frame.WidthPixels ? "" : $"-{width}")}\"");
            http.Response.GetTypedHeaders().ETag = tag;
            http.Response.Headers.CacheControl = "no-cache";
            if (http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Tag == "*" || known.Compare(tag, useStrongComparison: false)))
                return Results.StatusCode(StatusCodes.Status304NotModified);
            // Who reads slowly holds the picture, and not the tiles that it was made of.
            using var png = new MemoryStream();
            FramePng.Write(frame, width, png);
            return Results.Bytes(new ReadOnlyMemory<byte>(png.GetBuffer(), 0, (int)png.Length), "image/png");
        }
        finally
        {
            frame.Release();
        }
    }
}
