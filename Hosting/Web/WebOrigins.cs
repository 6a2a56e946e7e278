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

    public const string WrongName =
        "without users, the web on loopback is for who calls it by an address or as localhost; scanout.web.external and origins name what else it is called";

    readonly Uri? external = settings.Web.External;
    readonly Uri[] named = [.. settings.Web.Origins.Select(origin => new Uri(origin)), .. new[] { settings.Web.External }.OfType<Uri>()];

    public bool Allows(HttpContext http)
    {
        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length == 0 || named.Any(allowed => IsOrigin(allowed, origin)))
            return true;
        return Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && string.Equals(page.Authority, http.Request.Host.Value, StringComparison.OrdinalIgnoreCase)
            && (!IsLoopback(http.Connection.LocalIpAddress) || page.HostNameType != UriHostNameType.Dns || page.IsLoopback);
    }

    /// <summary>Whether it is a page of the web's own that asks, or no page: for what a browser's cookie shows. No page can have another's cookie.</summary>
    public bool IsOwn(HttpContext http)
    {
        var origin = http.Request.Headers.Origin.ToString();
        return origin.Length == 0 || (external is not null && IsOrigin(external, origin)) || (Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && string.Equals(page.Authority, http.Request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// Whether the name that the web is called by is one that nobody else could have pointed at it, where it is open to whoever reaches it on loopback. TLS
    /// has a certificate of that name.
    /// </summary>
    public bool IsCalledRightly(HttpContext http) =>
        !IsLoopback(http.Connection.LocalIpAddress) || http.Request.IsHttps || IsOwnName(http)
        || named.Any(origin => string.Equals(origin.Authority, http.Request.Host.Value, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether what a GET answers may be more than every page may have: a browser tells of no origin there. Who asks calls this host by an
    /// address or as localhost, which is what nobody can point another name at, and is no page.
    /// </summary>
    public static bool IsCalledByOwnName(HttpContext http) =>
        IsOwnName(http) && IsNoPage(http);

    /// <summary>Whether no page asks, as far as a browser tells: it does so wherever the web is on loopback or has TLS.</summary>
    public static bool IsNoPage(HttpContext http) => http.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "none";

    public static bool IsOwnName(HttpContext http) =>
        Uri.TryCreate($"http://{http.Request.Host.Value}", UriKind.Absolute, out var own) && (own.HostNameType != UriHostNameType.Dns || own.IsLoopback);

    static bool IsOrigin(Uri allowed, string origin) =>
        string.Equals(allowed.GetLeftPart(UriPartial.Authority), origin, StringComparison.OrdinalIgnoreCase);

    public static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);
}
