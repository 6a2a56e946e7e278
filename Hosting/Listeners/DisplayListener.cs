using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Scanout.Hosting.Listeners;

/// <summary>
/// A port or a Unix socket of one display: accepts, and hands each connection to the handler. Owned by <see cref="DisplayFront"/>.
/// </summary>
sealed class DisplayListener : IAsyncDisposable
{
    /// <summary>For the last bytes to be on their way, before a connection that does not take them is broken off.</summary>
    static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(2);

    readonly IConnectionListener listener;
    readonly ConnectionHandler handler;
    readonly int maxConnections;
    readonly TimeProvider timeProvider;
    readonly ILogger logger;
    readonly Task accepting;
    int connections;

    public DisplayListener(
        IConnectionListener listener, ConnectionHandler handler, int maxConnections, TimeProvider timeProvider, ILogger logger)
    {
        (this.listener, this.handler, this.maxConnections) = (listener, handler, maxConnections);
        (this.timeProvider, this.logger) = (timeProvider, logger);
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
            await EndAsync(connection);
            Interlocked.Decrement(ref connections);
        }
    }

    /// <summary>Kestrel would wait until all that was written is sent, which a peer that has stopped reading never allows.</summary>
    async Task EndAsync(ConnectionContext connection)
    {
        var ending = connection.DisposeAsync().AsTask();
        try
        {
            await ending.WaitAsync(FarewellPatience, timeProvider);
        }
        catch (TimeoutException)
        {
            connection.Abort(new ConnectionAbortedException("the other side has stopped reading"));
            await ending;
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
