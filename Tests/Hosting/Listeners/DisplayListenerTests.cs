using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting.Listeners;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Listeners;

public sealed class DisplayListenerTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Who_has_stopped_reading_keeps_neither_socket_nor_place_when_he_is_disconnected()
    {
        var clock = new FakeTimeProvider();
        var handler = new StallingHandler();
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var port = await transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        await using var listener = new DisplayListener(port, handler, maxConnections: 1, clock, NullLogger.Instance);
        using var stalled = await ConnectAsync((IPEndPoint)listener.EndPoint);
        var connection = await handler.Stalled.Task.WaitAsync(Patience);
        await Wait.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return connection.ConnectionClosed.IsCancellationRequested;
            },
            Patience, () => "the stalled connection is still there");
        // The only place is free again once the socket is gone.
        await Wait.UntilAsync(
            () => IsServedAsync((IPEndPoint)listener.EndPoint),
            Patience, () => "the stalled connection has kept its place");
    }

    /// <summary>One more than there are places for is reset, before or after it has connected.</summary>
    static async Task<bool> IsServedAsync(IPEndPoint address)
    {
        try
        {
            using var client = await ConnectAsync(address);
            return await client.ReceiveAsync(new byte[1]).WaitAsync(Patience) == 1;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    static async Task<Socket> ConnectAsync(IPEndPoint address)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(address);
        return client;
    }

    /// <summary>Writes more than anybody takes who does not read, and gives it up.</summary>
    sealed class StallingHandler : ConnectionHandler
    {
        /// <summary>The buffers of both sides hold far less.</summary>
        const int Bytes = 32 << 20;

        public TaskCompletionSource<ConnectionContext> Stalled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task OnConnectedAsync(ConnectionContext connection)
        {
            using var end = new CancellationTokenSource();
            var writing = connection.Transport.Output.WriteAsync(new byte[Bytes], end.Token);
            await end.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(writing.AsTask);
            Stalled.TrySetResult(connection);
        }
    }
}
