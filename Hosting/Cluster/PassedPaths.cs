namespace Scanout.Hosting.Cluster;

/// <summary>
/// What of a host can be had through another one: displays, their pictures, their viewers' WebSockets, their past, and files for native viewers, which
/// then go to that host itself. Pages are each host's own. Whoever signs in, or wants what is an operator's, does so where he means it.
/// </summary>
static class PassedPaths
{
    /// <summary>Below <c>/api/displays/NAME</c>.</summary>
    static readonly HashSet<string> OfDisplays = new(["snapshot", "thumbnail", "viewers", "control", "past", "viewer.vv"], StringComparer.Ordinal);

    public static bool Includes(string method, PathString path)
    {
        if (path.Value is not ['/', .. var text] || text.Any(char.IsControl))
            return false;
        var parts = text.Split('/');
        return !parts.Any(part => part is "" or "." or "..") && parts switch
        {
            ["api", "displays"] => IsReading(method),
            ["api", "displays", _, var what, ..] => OfDisplays.Contains(what) && (IsReading(method) || HttpMethods.IsPost(method) || HttpMethods.IsDelete(method)),
            ["api", "wall"] or ["vnc", _] or ["spice", _] => HttpMethods.IsGet(method) || HttpMethods.IsConnect(method),
            _ => false,
        };
    }

    /// <summary>What of it takes its time before it answers.</summary>
    public static bool IsExport(PathString path) => path.Value!.Split('/') is ["", "api", "displays", _, "past", "export"];

    static bool IsReading(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
}
