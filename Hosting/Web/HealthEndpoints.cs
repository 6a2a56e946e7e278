namespace Scanout.Hosting.Web;

/// <summary>
/// <c>/health/live</c> and <c>/health/ready</c>: a word, or with <c>?verbose</c> why. A display that fails does not make the service unhealthy; numbers
/// of such are told, and no names: anybody may ask.
/// </summary>
static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", (HttpContext http, Health health) => Answer(http, "live", health.WhyNotLive, health.Notes)).AllowAnonymous();
        routes.MapGet("/health/ready", (HttpContext http, Health health) => Answer(http, "ready", health.WhyNotReady, health.Notes)).AllowAnonymous();
    }

    static IResult Answer(HttpContext http, string word, string? whyNot, Func<IReadOnlyList<string>> notes)
    {
        var (status, code) = whyNot is null ? (word, StatusCodes.Status200OK) : ($"not {word}", StatusCodes.Status503ServiceUnavailable);
        http.Response.Headers.CacheControl = "no-store";
        return http.Request.Query.ContainsKey("verbose")
            ? Results.Json(new HealthRecord(status, whyNot is null ? [] : [whyNot], notes()), statusCode: code)
            : Results.Text(status, statusCode: code);
    }
}
