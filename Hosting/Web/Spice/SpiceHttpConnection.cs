using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Scanout.Hosting.Listeners;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks;

namespace Scanout.Hosting.Web.Spice;

/// <summary>
/// A connection to a SPICE port that speaks HTTP, as Kestrel gets it: what has been looked at of it is still to be read, and of TLS there
/// is nothing left to do. It is a feature of the requests that come by it. Its owner stays whoever accepted it, who ends it when
/// <see cref="Ended"/> tells that Kestrel has done with it.
/// </summary>
sealed class SpiceHttpConnection : DefaultConnectionContext
{
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly ConnectionContext connection;

    /// <param name="connection">As it was accepted.</param>
    /// <param name="pipe">Its bytes, within TLS where there is TLS.</param>
    /// <param name="surface">Of the display whose port it is.</param>
    /// <param name="link">By what it came.</param>
    public SpiceHttpConnection(ConnectionContext connection, IDuplexPipe pipe, Surface surface, ViewerLink link)
        : base(connection.ConnectionId)
    {
        (this.connection, Transport, Surface, Link) = (connection, pipe, surface, link);
        (LocalEndPoint, RemoteEndPoint) = (connection.LocalEndPoint, connection.RemoteEndPoint);
        ConnectionClosed = connection.ConnectionClosed;
        Address = PeerAddress.Of(connection);
        Features.Set(this);
        // What Kestrel knows HTTPS by.
        if (link == ViewerLink.Tls)
            Features.Set<ITlsConnectionFeature>(new TlsDone());
    }

    public Surface Surface { get; }

    public ViewerLink Link { get; }

    public string Address { get; }

    public Task Ended => ended.Task;

    public override void Abort(ConnectionAbortedException abortReason) => connection.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        ended.TrySetResult();
        await base.DisposeAsync();
    }

    /// <summary>Viewers show no certificates.</summary>
    sealed class TlsDone : ITlsConnectionFeature
    {
        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }
}
