using Scanout.Hosting.Web.Access;

namespace Scanout.Hosting.Web.Wall;

/// <summary>Which displays a page may show: the one place where the wall asks.</summary>
static class WallRights
{
    /// <summary>For a display's name, whether who asks may view it.</summary>
    public static Func<string, bool> Of(HttpContext http)
    {
        var rights = http.RequestServices.GetRequiredService<WebRights>();
        return display => rights.RoleOf(http.User, display) >= DisplayRole.View;
    }
}
