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
            LocalPeer.IsOperator(context.HttpContext)
                ? await next(context)
                : Results.Problem("this is for root and the service's own user, on its own host", statusCode: StatusCodes.Status403Forbidden));

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
}
