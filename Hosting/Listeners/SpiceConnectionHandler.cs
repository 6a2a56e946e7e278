using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Scanout.Hosting.Web.Spice;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Spice;

namespace Scanout.Hosting.Listeners;

/// <summary>
/// Takes a connection to the display's SPICE door, by TLS where there is a certificate; one that begins as HTTP does is a viewer in a
/// browser, which Kestrel takes in (<see cref="SpiceHttpTransport"/>).
/// </summary>
sealed class SpiceConnectionHandler(
    Surface surface, SpiceDoors doors, TlsCertificate? certificate, SpiceSessionSettings settings, SpiceHttpTransport http,
    ViewersRef viewers, TimeProvider timeProvider) : ConnectionHandler
{
    readonly SpiceDoor door = doors.Of(surface);

    static ReadOnlySpan<byte> HttpStart => "GET "u8;

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var (address, began) = (PeerAddress.Of(connection), timeProvider.GetTimestamp());
        TlsPipe? tls = null;
        try
        {
            using var limit = new CancellationTokenSource(settings.LinkTimeout, timeProvider);
            if (certificate is not null)
                tls = await TlsPipe.AcceptAsync(connection.Transport, certificate, limit.Token);
            var link = tls is not null ? ViewerLink.Tls
                : connection.LocalEndPoint is UnixDomainSocketEndPoint ? ViewerLink.Unix
                : ViewerLink.Tcp;
            var pipe = tls ?? connection.Transport;
            var first = await PeekAsync(pipe.Input, limit.Token);
            if (first.Length == 0)
                settings.Logger.ConnectionCameToNothing(address, surface.Name, "it left before it said anything");
            else if (first.AsSpan().SequenceEqual(HttpStart))
                await http.ServeAsync(new SpiceHttpConnection(connection, pipe, surface, link));
            else
                await door.ServeAsync(
                    pipe, new SpiceArrival(address, link, Admitted: null) { Began = began }, viewers.ServeAsync, CancellationToken.None);
        }
        catch (Exception broken) when (broken is IOException or AuthenticationException or OperationCanceledException)
        {
            settings.Logger.ConnectionCameToNothing(address, surface.Name, PeerText.Of(broken.GetBaseException().Message));
        }
        finally
        {
            if (tls is not null)
                await tls.EndAsync(timeProvider);
        }
    }

    /// <summary>Looks at the first bytes, as many as HTTP is known by, and takes none of them; fewer where there are no more.</summary>
    static async Task<byte[]> PeekAsync(PipeReader input, CancellationToken cancellationToken)
    {
        var result = await input.ReadAtLeastAsync(HttpStart.Length, cancellationToken);
        var first = result.Buffer.Slice(0, Math.Min(HttpStart.Length, result.Buffer.Length)).ToArray();
        input.AdvanceTo(result.Buffer.Start);
        return first;
    }
}
