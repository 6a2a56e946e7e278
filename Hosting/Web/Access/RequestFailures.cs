namespace Scanout.Hosting.Web.Access;

/// <summary>What is answered to a request that fails: a problem (RFC 9457), which says nothing of how the service is made.</summary>
static class RequestFailures
{
    public const string TooLate = "the service has not found an answer in time: try again";

    public static void AddRequestFailures(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Extensions.Clear();
            if (IsTooLate(context.Exception))
                context.ProblemDetails.Detail = TooLate;
        });
        services.Configure<ExceptionHandlerOptions>(options =>
        {
            options.StatusCodeSelector = failure => failure switch
            {
                BadHttpRequestException bad => bad.StatusCode,
                _ when IsTooLate(failure) => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status500InternalServerError,
            };
            options.SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException || IsTooLate(context.Exception);
        });
    }

    public static void UseRequestFailures(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }

    /// <summary>Something within the service was waited for no longer. Who asked is there: what fails once he has gone is answered to nobody.</summary>
    static bool IsTooLate(Exception? failure) => failure is OperationCanceledException or AskTimeoutException;
}
