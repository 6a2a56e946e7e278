using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Scanout.Hosting.Web.Access;

/// <summary>What is answered to who may not: 401 where he could sign in, 403 where that would not help.</summary>
sealed class AccessRefusal : IAuthorizationMiddlewareResultHandler
{
    public const string ForOperators = "this is for root and the service's own user, on its own host";

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Succeeded ? next(context) : Of(context).ExecuteAsync(context);

    public static IResult Of(HttpContext http)
    {
        if (http.RequestServices.GetRequiredService<WebUsers>().IsOpen)
            return Problem(
                StatusCodes.Status403Forbidden,
                WebIdentity.Of(http.User) is null ? "without users, the web is for pages of its own and for programs of its own host" : ForOperators);
        if (WebIdentity.Of(http.User) is not null)
            return Problem(StatusCodes.Status403Forbidden, "you may not do this");
        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"scanout\"";
        return Problem(StatusCodes.Status401Unauthorized, "sign in first, or show a token");
    }

    public static IResult Problem(int status, string sentence) => Results.Problem(sentence, statusCode: status);
}
