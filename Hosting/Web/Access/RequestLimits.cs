using Microsoft.AspNetCore.Http.Features;

namespace Scanout.Hosting.Web.Access;

/// <summary>How much a request may say, and what is said of one that fails: a problem (RFC 9457), and nothing of how the service is made.</summary>
static class RequestLimits
{
    public const int MaxBodyBytes = 64 * 1024;

    public static void AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions.Clear());
        services.Configure<ExceptionHandlerOptions>(options =>
        {
            options.StatusCodeSelector = failure => failure is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;
            options.SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException;
        });
    }

    /// <summary>A WebSocket is a body without an end.</summary>
    public static void UseRequestLimits(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use((http, next) =>
        {
            if (!http.WebSockets.IsWebSocketRequest && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = MaxBodyBytes;
            return next(http);
        });
    }
}
