using System.Diagnostics.CodeAnalysis;

namespace Scanout.Hosting.Cluster;

/// <summary>The two parts of <c>/hosts/HOST/...</c>, and what of a request is signed.</summary>
static class HostPath
{
    const string Prefix = "/hosts/";

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

    /// <summary>Path and query of a request that has arrived.</summary>
    public static string TargetOf(HttpContext http) => TargetOf(http.Request.Path, http.Request.QueryString);

    public static string TargetOf(PathString path, QueryString query) => path.Value + query.Value;
}
