using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Web.Access;

/// <summary>What browsers are told of every answer, those that are given before anything else is asked included: to run nothing but our own scripts, to show it in no other page, to guess at nothing.</summary>
sealed class SecurityHeaders(ScanoutSettings settings) : IStartupFilter
{
    /// <summary>An answer that is no page needs nothing.</summary>
    const string AnswerPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>
    /// Nothing but files of our own: no script or style within a page, no frame around it. What noVNC and the wall make of bytes are blobs,
    /// and a cursor is a data URL.
    /// </summary>
    const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; "
        + "media-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    const string PermissionsPolicy =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

    /// <summary>The answer is a page, or what one is made of.</summary>
    public static void AllowPage(HttpResponse response) => response.Headers.ContentSecurityPolicy = PagePolicy;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, serve) =>
        {
            http.Response.OnStarting(() =>
            {
                Tell(http);
                return Task.CompletedTask;
            });
            return serve(http);
        });
        next(app);
    };

    void Tell(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.TryAdd("Content-Security-Policy", AnswerPolicy);
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = PermissionsPolicy;
        if (settings.Web.IsSecure)
            headers.StrictTransportSecurity = "max-age=31536000";
        if (http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
            headers.TryAdd("Cache-Control", "no-store");
    }
}
