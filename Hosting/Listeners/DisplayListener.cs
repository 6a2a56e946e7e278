using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Scanout.Hosting.Listeners;

/// <summary>
/// A port or a Unix socket of one display: accepts, and hands each connection to the handler. Owned by <see cref="DisplayFront"/>.
/// </summary>
sealed class DisplayListener : IAsyncDisposable
{
    readonly IConnectionListener listener;
    readonly ConnectionHandler handler;
    readonly int maxConnections;
    readonly ILogger logger;
    readonly Task accepting;
    int connections;

    public DisplayListener(IConnectionListener listener, ConnectionHandler handler, int maxConnections, ILogger logger)
    {
        (this.listener, this.handler, this.maxConnections, this.logger) = (listener, handler, maxConnections, logger);
        accepting = AcceptAsync();
    }

    public EndPoint EndPoint => listener.EndPoint;

    async Task AcceptAsync()
    {
        while (await listener.AcceptAsync() is { } connection)
        {
            if (Volatile.Read(ref connections) < maxConnections)
            {
                Interlocked.Increment(ref connections);
                _ = ServeAsync(connection);
                continue;
            }
            logger.TooManyConnections($"{EndPoint}", maxConnections);
            connection.Abort(new ConnectionAbortedException("too many connections"));
            await connection.DisposeAsync();
        }
    }

    async Task ServeAsync(ConnectionContext connection)
    {
        try
        {
            await handler.OnConnectedAsync(connection);
        }
        finally
        {
            await connection.DisposeAsync();
            Interlocked.Decrement(ref connections);
        }
    }

    /// <summary>Stops accepting. The connections that are there end with their sessions.</summary>
    public async ValueTask DisposeAsync()
    {
        await listener.UnbindAsync();
        await accepting;
        await listener.DisposeAsync();
    }
}
