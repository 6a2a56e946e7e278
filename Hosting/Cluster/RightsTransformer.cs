using Microsoft.Net.Http.Headers;
using Scanout.Hosting.Cluster.Rights;
using Yarp.ReverseProxy.Forwarder;

namespace Scanout.Hosting.Cluster;

/// <summary>A request as it goes to another host: without what lets somebody in here, and with the statement of what he may do.</summary>
/// <param name="path">What is asked for there.</param>
/// <param name="statement">Null where there is nothing to state.</param>
sealed class RightsTransformer(PathString path, string? statement) : HttpTransformer
{
    /// <summary>By which a host knows that another one has passed the request on (RFC 9110, 7.6.3); it makes nobody an operator either.</summary>
    const string Via = "1.1 scanout";

    /// <summary>What is between the user and this host, and what would tell that host untruths.</summary>
    static readonly string[] Kept =
    [
        HeaderNames.Cookie, HeaderNames.Authorization, HeaderNames.Origin, HeaderNames.Referer, HeaderNames.Via, RightsStatement.Header,
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix",
    ];

    public static bool HasComeThroughHost(HttpRequest request) => request.Headers.Via.ToString().Contains(Via, StringComparison.OrdinalIgnoreCase);

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        foreach (var header in Kept)
            proxyRequest.Headers.Remove(header);
        proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, path, httpContext.Request.QueryString);
        proxyRequest.Headers.Host = null;
        proxyRequest.Headers.TryAddWithoutValidation(HeaderNames.Via, Via);
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-For", $"{httpContext.Connection.RemoteIpAddress}");
        if (statement is not null)
            proxyRequest.Headers.TryAddWithoutValidation(RightsStatement.Header, statement);
    }

    /// <summary>No other host sets a cookie of this one's.</summary>
    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var isToBeCopied = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        httpContext.Response.Headers.Remove(HeaderNames.SetCookie);
        return isToBeCopied;
    }
}
