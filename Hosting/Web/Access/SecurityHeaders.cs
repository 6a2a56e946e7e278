using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Web.Access;

/// <summary>What browsers are told of every answer: to run nothing but our own scripts, to show it in no other page, to guess at nothing.</summary>
static class SecurityHeaders
{
    /// <summary>Pictures come as data: and blob: by noVNC and by the wall.</summary>
    const string ContentSecurityPolicy =
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        + "frame-ancestors 'none'";

    const string PermissionsPolicy =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

    public static void UseSecurityHeaders(this WebApplication app)
    {
        var isTls = app.Services.GetRequiredService<ScanoutSettings>().Web.Tls is not null;
        app.Use((http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                var headers = http.Response.Headers;
                headers.TryAdd("Content-Security-Policy", ContentSecurityPolicy);
                headers.XContentTypeOptions = "nosniff";
                headers.XFrameOptions = "DENY";
                headers["Referrer-Policy"] = "same-origin";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                headers["Permissions-Policy"] = PermissionsPolicy;
                if (isTls)
                    headers.StrictTransportSecurity = "max-age=31536000";
                if (http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
                    headers.TryAdd("Cache-Control", "no-store");
                return Task.CompletedTask;
            });
            return next(http);
        });
    }
}
