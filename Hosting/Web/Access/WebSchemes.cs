using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Web.Access;

/// <summary>The ways by which a request shows whose it is; the authentication type of its user.</summary>
static class WebSchemes
{
    /// <summary>Chooses the one of the others that the request's headers ask for.</summary>
    public const string Any = "scanout";

    /// <summary>The cookie of who signed in.</summary>
    public const string Session = "scanout-session";

    /// <summary>The cookie's name: where browsers come by HTTPS alone, one that no other host and no page of plain HTTP can set (RFC 6265bis, section 4.1.3.2).</summary>
    public static string CookieOf(WebSettings web) => web.IsSecure ? $"__Host-{Session}" : Session;

    /// <summary>An API token.</summary>
    public const string Bearer = "scanout-bearer";

    /// <summary>Where the connection comes from: the host's operators; and everybody, where there are no users.</summary>
    public const string Connection = "scanout-connection";
}
