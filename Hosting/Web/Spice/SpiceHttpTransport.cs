using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Scanout.Hosting.Web.Spice;

/// <summary>
/// Passes connections to SPICE ports that speak HTTP on to Kestrel's own HTTP server, as a transport that Kestrel binds to
/// <see cref="SpiceHttpEndPoint"/> and accepts from. Any thread may pass one on.
/// </summary>
sealed class SpiceHttpTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionListener
{
    /// <summary>Kestrel takes them in at once.</summary>
    const int MaxWaiting = 16;

    readonly Channel<ConnectionContext> passed = Channel.CreateBounded<ConnectionContext>(MaxWaiting);

    public EndPoint EndPoint => SpiceHttpEndPoint.Instance;

    public bool CanBind(EndPoint endpoint) => endpoint is SpiceHttpEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

    /// <summary>Has Kestrel serve the connection, until that is over; one that comes when the web is going down is not served.</summary>
    public async Task ServeAsync(SpiceHttpConnection connection)
    {
        try
        {
            await passed.Writer.WriteAsync(connection);
        }
        catch (ChannelClosedException)
        {
            return;
        }
        await connection.Ended;
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await passed.Reader.WaitToReadAsync(cancellationToken))
            if (passed.Reader.TryRead(out var connection))
                return connection;
        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        passed.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
