using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Web.Access;

/// <summary>What a viewer who comes by a WebSocket has shown already, before his protocol asks him anything.</summary>
/// <param name="Identity">Who he is to the display; null where the protocol is to ask.</param>
/// <param name="Refusal">In a few words why he is turned away; empty where he is not.</param>
sealed record ViewerAdmission(ViewerIdentity? Identity, string Refusal = "")
{
    /// <summary>
    /// Who signed in or showed a token is who he is, with his own rights. Others are for the protocol to ask; where it would ask nobody, they are to sign in.
    /// </summary>
    /// <param name="http">The WebSocket's request.</param>
    /// <param name="display">What he wants to see.</param>
    /// <param name="protocol">Who is let in by the protocol.</param>
    public static ViewerAdmission Of(HttpContext http, string display, Admission? protocol)
    {
        var (rights, users) = (http.RequestServices.GetRequiredService<WebRights>(), http.RequestServices.GetRequiredService<WebUsers>());
        var standing = WebStanding.Of(http);
        if (standing is not null && http.User.Identity!.AuthenticationType != WebSchemes.Connection)
            return rights.RoleOf(standing.Identity, display) switch
            {
                DisplayRole.None => new(null, "who signed in may not see it"),
                var role => new(new ViewerIdentity(standing.Identity.User, role < DisplayRole.Control, "session")
                {
                    IsStillGood = () => standing.IsPresent() && rights.AllowsStill(standing.Identity, display, role),
                }),
            };
        return standing is null && !users.IsOpen && protocol is null or { IsOpen: true } ? new(null, "nobody has signed in") : new(Identity: null);
    }
}
