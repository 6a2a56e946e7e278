using System.Security.Claims;
using Scanout.Hosting.Web.Access;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Hosting.Web.Viewers;

/// <summary><c>/api/viewers</c>: who watches what; disconnects one, or gives one control.</summary>
static class ViewerEndpoints
{
    const string Operator = "an operator disconnected it";

    public static void MapViewers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/viewers", (AudienceDirectory audiences, WebRights rights, ClaimsPrincipal user) =>
            audiences.Seats.Where(seat => rights.RoleOf(user, seat.Display) >= DisplayRole.View).Select(ViewerRecord.Of)).RequireSignIn();

        var acts = routes.MapGroup("/api/viewers/{id:long}").AddEndpointFilter(async (context, next) =>
            MayAct(context.HttpContext, context.GetArgument<long>(0))
                ? await next(context)
                : AccessRefusal.Of(context.HttpContext)).RequireSignIn();

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

    /// <summary>Who is no admin of any display is not told which numbers there are.</summary>
    static bool MayAct(HttpContext http, long id)
    {
        var rights = http.RequestServices.GetRequiredService<WebRights>();
        return http.RequestServices.GetRequiredService<AudienceDirectory>().Find(id) is { } seat
            ? rights.RoleOf(http.User, seat.Display) >= DisplayRole.Admin
            : rights.RoleOfAll(http.User) >= DisplayRole.Admin;
    }

    static IResult Nobody() => Results.Problem("there is no viewer of that number", statusCode: StatusCodes.Status404NotFound);
}
