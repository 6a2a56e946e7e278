using Microsoft.Net.Http.Headers;
using Scanout.Hosting.Cluster.Rights;
using Yarp.ReverseProxy.Forwarder;

namespace Scanout.Hosting.Cluster;

/// <summary>
/// A request as it goes to another host: without what lets somebody in here, and with the statement of what he may do. Its answer is of this host's origin
/// to a browser: nothing in it is to be run, and it says nothing of this host.
/// </summary>
/// <param name="target">What is asked for there.</param>
/// <param name="statement">Null where there is nothing to state.</param>
/// <param name="passage">It begins with the answer.</param>
sealed class RightsTransformer(Uri target, string? statement, Passage passage) : HttpTransformer
{
    /// <summary>By which a host knows that another one has passed the request on (RFC 9110, 7.6.3); it makes nobody an operator either.</summary>
    const string Via = "1.1 scanout";

    /// <summary>What is between the user and this host, and what would tell that host untruths.</summary>
    static readonly string[] Kept =
    [
        HeaderNames.Cookie, HeaderNames.Authorization, HeaderNames.Origin, HeaderNames.Referer, HeaderNames.Via, RightsStatement.Header,
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix",
    ];

    /// <summary>What of an answer's head is passed on, with a WebSocket's opening (RFC 6455, 4.2.2), and what the pictures of the past say.</summary>
    static readonly HashSet<string> Answered = new(
        [
            HeaderNames.ContentType, HeaderNames.ContentLength, HeaderNames.ContentDisposition, HeaderNames.ContentRange, HeaderNames.AcceptRanges,
            HeaderNames.ETag, HeaderNames.LastModified, HeaderNames.CacheControl, HeaderNames.RetryAfter, HeaderNames.Connection, HeaderNames.Upgrade,
            HeaderNames.SecWebSocketAccept, HeaderNames.SecWebSocketProtocol, HeaderNames.SecWebSocketExtensions,
            "X-Scanout-At", "X-Scanout-Until", "X-Scanout-Notice",
        ],
        StringComparer.OrdinalIgnoreCase);

    public static bool HasComeThroughHost(HttpRequest request) => request.Headers.Via.ToString().Contains(Via, StringComparison.OrdinalIgnoreCase);

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        foreach (var header in Kept)
            proxyRequest.Headers.Remove(header);
        proxyRequest.RequestUri = target;
        proxyRequest.Headers.Host = null;
        proxyRequest.Headers.TryAddWithoutValidation(HeaderNames.Via, Via);
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-For", $"{httpContext.Connection.RemoteIpAddress}");
        if (statement is not null)
            proxyRequest.Headers.TryAddWithoutValidation(RightsStatement.Header, statement);
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        passage.Begin();
        var isToBeCopied = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        var headers = httpContext.Response.Headers;
        foreach (var header in headers.Keys.Where(header => !Answered.Contains(header)).ToList())
            headers.Remove(header);
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return isToBeCopied;
    }

    public override ValueTask TransformResponseTrailersAsync(
        HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) => default;
}
