using Microsoft.AspNetCore.Http.Features;

namespace Scanout.Hosting.Web.Access;

/// <summary>How much a request may say.</summary>
static class RequestLimits
{
    public const int MaxBodyBytes = 64 * 1024;

    /// <summary>A WebSocket is a body without an end.</summary>
    public static void UseRequestLimits(this WebApplication app) => app.Use((http, next) =>
    {
        if (!http.WebSockets.IsWebSocketRequest && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxBodyBytes;
        return next(http);
    });
}
