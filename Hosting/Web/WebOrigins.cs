using System.Net;
using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Web;

/// <summary>
/// Whether a page may use what only the operator's own pages may. A browser says which page asks; who says nothing is no browser, and is
/// judged by what it knows. The service on loopback is every page's neighbour: there, a name that anybody could have pointed at it (DNS
/// rebinding) does not count as its own.
/// </summary>
sealed class WebOrigins(ScanoutSettings settings)
{
    public const string Refusal = "a page of another origin";

    public bool Allows(HttpContext http)
    {
        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return true;
        if (settings.Web.Origins.Any(allowed => string.Equals(allowed.TrimEnd('/'), origin, StringComparison.OrdinalIgnoreCase)))
            return true;
        return Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && string.Equals(page.Authority, http.Request.Host.Value, StringComparison.OrdinalIgnoreCase)
            && (!IsLoopback(http.Connection.LocalIpAddress) || page.HostNameType != UriHostNameType.Dns || page.IsLoopback);
    }

    /// <summary>
    /// Whether what a GET answers may be more than every page may have: a browser tells of no origin there. Who asks calls this host by an
    /// address or as localhost, which is what nobody can point another name at, and is no page.
    /// </summary>
    public static bool IsCalledByOwnName(HttpContext http) =>
        Uri.TryCreate($"http://{http.Request.Host.Value}", UriKind.Absolute, out var own)
        && (own.HostNameType != UriHostNameType.Dns || own.IsLoopback)
        && http.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "none";

    public static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);
}
