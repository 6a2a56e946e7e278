namespace Scanout.Hosting.Web.Access;

/// <summary>
/// Keeps pages of other sites from acting with what a browser sends by itself, its cookie and its place: who changes anything says so with a header that
/// only a page of our own can send. A token, another host's word, and an operator's program, are nothing that a browser sends by itself.
/// </summary>
static class CrossSiteGuard
{
    public const string Header = "X-Scanout";

    public const string Refusal = $"what changes anything needs the header {Header}: 1, and is for pages of this origin";

    public static void UseCrossSiteGuard(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<WebOrigins>();
        app.Use((http, next) => IsHarmless(http) || IsDeliberate(http) || (http.Request.Headers[Header] == "1" && origins.IsOwn(http))
            ? next(http) : AccessRefusal.Problem(StatusCodes.Status403Forbidden, Refusal).ExecuteAsync(http));
    }

    static bool IsHarmless(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method)
        || http.WebSockets.IsWebSocketRequest || http.GetEndpoint() is not RouteEndpoint;

    static bool IsDeliberate(HttpContext http) => WebIdentity.Of(http.User) is { } identity
        && (identity.Kind == WebIdentityKind.Operator || http.User.Identity!.AuthenticationType is not (WebSchemes.Session or WebSchemes.Connection));
}
