using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Mvc;
using Scanout.Actors.Displays;
using Scanout.Hosting.Web.Access;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Rfb;
using Scanout.Pipeline.Sinks.Spice;

namespace Scanout.Hosting.Web.Viewers;

/// <summary>
/// <c>GET /api/displays/NAME/viewer.vv</c>: a file that remote-viewer opens to show the display. Where the service asks viewers who they
/// are there is a token in it, and it is given to whom a token is given.
/// </summary>
static class ViewerFileEndpoints
{
    /// <summary>What VNC viewers have to say beside a password; with a token any name will do.</summary>
    const string TokenUser = "token";

    public static void MapViewerFiles(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/displays/{name}/viewer.vv", async (
            string name, string? protocol, [FromQuery(Name = "view-only")] bool? viewOnly, string? expires, HttpContext http,
            DisplaysRef displays, RfbSessionSettings rfb, SpiceSessionSettings spice, ListenerCertificates certificates, TokenMaker maker,
            WebRights rights, CancellationToken cancellationToken) =>
        {
            if (protocol is not (null or "spice" or "vnc"))
                return Problem(StatusCodes.Status400BadRequest, "protocol is neither spice nor vnc");
            if (await displays.FindAsync(name, cancellationToken) is not { } display)
                return NoDisplay.Problem();
            var isVnc = protocol == "vnc";
            if ((isVnc ? display.Addresses.Vnc : SpiceOf(display.Addresses, spice)) is not { } address)
                return Problem(StatusCodes.Status409Conflict, $"the display has no port of {protocol ?? "spice"}");
            string? token = null;
            if ((isVnc ? rfb.Admission : spice.Admission) is { IsOpen: false })
            {
                if (WebIdentity.Of(http.User)?.Kind != WebIdentityKind.User && !WebOrigins.IsCalledByOwnName(http))
                    return Problem(StatusCodes.Status403Forbidden, WebOrigins.Refusal);
                token = maker.TryMake(http, display.Name, viewOnly == true, expires, out var refusal)?.Token;
                if (token is null)
                    return refusal!;
            }
            else if (viewOnly == true || rights.RoleOf(http.User, name) < DisplayRole.Control)
                return Problem(StatusCodes.Status409Conflict, "nobody is asked who he is, so whoever has the file may control the display");
            var file = new ViewerFile().With("type", isVnc ? "vnc" : "spice").With("host", HostOf(http, address.Address))
                .With(address == display.Addresses.SpiceTls ? "tls-port" : "port", $"{address.Port}")
                .With("username", isVnc && token is not null ? TokenUser : null).With("password", token)
                .With("title", display.Name).With("delete-this-file", "1");
            if (address == display.Addresses.SpiceTls && !TryTrust(file, certificates.Spice!))
                return Problem(StatusCodes.Status409Conflict, "the certificate's file is no certificate any more");
            http.Response.Headers.CacheControl = "no-store";
            return Results.Bytes(file.ToBytes(), ViewerFile.ContentType, ViewerFile.NameFor(display.Name));
        }).RequireView();

    /// <summary>Where there is TLS the file leads nowhere else: what it has to hide goes there.</summary>
    static IPEndPoint? SpiceOf(DisplayAddresses addresses, SpiceSessionSettings settings) =>
        addresses.SpiceTls ?? (settings.IsTlsRequired ? null : addresses.Spice);

    /// <summary>A listener with an address of its own is there; one of every address, or of loopback, is where this request came.</summary>
    static string HostOf(HttpContext http, IPAddress listener)
    {
        if (!IPAddress.IsLoopback(listener) && !listener.Equals(IPAddress.Any) && !listener.Equals(IPAddress.IPv6Any))
            return listener.ToString();
        return http.Request.Host.Host is { Length: > 0 } named ? named.Trim('[', ']') : $"{http.Connection.LocalIpAddress ?? listener}";
    }

    static bool TryTrust(ViewerFile file, TlsCertificate certificate)
    {
        try
        {
            file.With("ca", certificate.ReadAuthority())
                .With("host-subject", HostSubject.Of(certificate.Current.TargetCertificate.SubjectName));
            return true;
        }
        catch (Exception spoilt) when (spoilt is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static IResult Problem(int status, string sentence) => Results.Problem(sentence, statusCode: status);
}
