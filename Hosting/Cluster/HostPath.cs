using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Features;

namespace Scanout.Hosting.Cluster;

/// <summary>The two parts of <c>/hosts/HOST/...</c>, and what of a request is signed.</summary>
static class HostPath
{
    const string Prefix = "/hosts/";
    const string EncodedSlash = "%2F";

    public static bool TryParse(PathString path, [NotNullWhen(true)] out string? host, out PathString rest)
    {
        (host, rest) = (null, default);
        if (path.Value is not { } text || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text.IndexOf('/', Prefix.Length) is var slash && slash < 0)
            return false;
        (host, rest) = (text[Prefix.Length..slash], new PathString(text[slash..]));
        return true;
    }

    /// <summary>A WebSocket is opened by GET on its way between hosts, however it came (RFC 8441).</summary>
    public static string MethodOf(HttpContext http) => http.Request.Method == HttpMethods.Connect ? HttpMethods.Get : http.Request.Method;

    /// <summary>
    /// Whether there is a slash in the path that is to be none: of all that is encoded it alone is not decoded by the server, so that it can't be told from
    /// one that was encoded twice.
    /// </summary>
    public static bool HasEncodedSlash(HttpContext http) =>
        TargetOf(http) is var target && target.AsSpan(0, target.IndexOf('?', StringComparison.Ordinal) is var query && query < 0 ? target.Length : query)
            .Contains(EncodedSlash, StringComparison.OrdinalIgnoreCase);

    /// <summary>Path and query of a request that has arrived, as they were sent.</summary>
    public static string TargetOf(HttpContext http) => http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    /// <summary>Where a request goes at another host: each part of the path is encoded anew, and so is decoded there to what it is here.</summary>
    public static Uri At(Uri address, PathString path, QueryString query) =>
        new($"{address.GetLeftPart(UriPartial.Authority)}{string.Join('/', path.Value!.Split('/').Select(Uri.EscapeDataString))}{query.Value}");
}
