using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Hosting.Web;

/// <summary><c>/api/viewers</c>: who watches what; disconnects one, or gives one control.</summary>
static class ViewerEndpoints
{
    const string Operator = "an operator disconnected it";

    public static void MapViewers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/viewers", (AudienceDirectory audiences) => audiences.Seats.Select(ViewerRecord.Of));

        var acts = routes.MapGroup("/api/viewers/{id:long}").AddEndpointFilter(async (context, next) =>
            IsOfAnotherSite(context.HttpContext.Request)
                ? Results.Problem("a page of another site may not do this", statusCode: StatusCodes.Status403Forbidden)
                : await next(context));

        acts.MapDelete("", (long id, AudienceDirectory audiences) =>
        {
            if (audiences.Find(id) is not { } seat)
                return Nobody();
            seat.Disconnect(Operator);
            return Results.NoContent();
        });

        acts.MapPost("control", (long id, AudienceDirectory audiences) =>
        {
            if (audiences.Find(id) is not { } seat)
                return Nobody();
            return seat.TryControl()
                ? Results.NoContent()
                : Results.Problem("the viewer may only watch", statusCode: StatusCodes.Status409Conflict);
        });
    }

    static IResult Nobody() => Results.Problem("there is no viewer of that number", statusCode: StatusCodes.Status404NotFound);

    /// <summary>A browser says which site's page asks; what a page of another one sends needs no answer to do harm.</summary>
    static bool IsOfAnotherSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "none" or "same-origin")
        || request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
