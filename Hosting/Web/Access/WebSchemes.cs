namespace Scanout.Hosting.Web.Access;

/// <summary>The ways by which a request shows whose it is; the authentication type of its user.</summary>
static class WebSchemes
{
    /// <summary>Chooses the one of the others that the request's headers ask for.</summary>
    public const string Any = "scanout";

    /// <summary>The cookie of who signed in.</summary>
    public const string Session = "scanout-session";

    /// <summary>An API token.</summary>
    public const string Bearer = "scanout-bearer";

    /// <summary>Where the connection comes from: the host's operators; and everybody, where there are no users.</summary>
    public const string Connection = "scanout-connection";
}
