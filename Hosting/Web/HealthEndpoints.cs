namespace Scanout.Hosting.Web;

/// <summary><c>/health/live</c> and <c>/health/ready</c>. A display that fails does not make the service unhealthy.</summary>
static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => "live").AllowAnonymous();
        routes.MapGet("/health/ready", (Readiness readiness) =>
            readiness.IsReady ? Results.Text("ready") : Results.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable)).AllowAnonymous();
    }
}

/// <summary>Whether the service has come up, and is not going down.</summary>
sealed class Readiness
{
    volatile bool isReady;

    public bool IsReady
    {
        get => isReady;
        set => isReady = value;
    }
}
