using System.Net.WebSockets;
using WebSocketStream = Scanout.Hosting.Web.WebSocketStream;

namespace Scanout.Tests.Hosting.Web;

public sealed class WebSocketStreamTests
{
    [Fact]
    public async Task A_socket_that_is_aborted_has_broken_and_was_not_given_up()
    {
        using var socket = new AbortedSocket();
        await using var stream = new WebSocketStream(socket);
        await Assert.ThrowsAsync<IOException>(() => stream.ReadAsync(new byte[1]).AsTask());
        await Assert.ThrowsAsync<IOException>(() => stream.WriteAsync(new byte[1]).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => stream.WriteAsync(new byte[1], new CancellationToken(canceled: true)).AsTask());
    }

    /// <summary>Does as ManagedWebSocket does after a ping without an answer.</summary>
    sealed class AbortedSocket : WebSocket
    {
        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Aborted;

        public override string? SubProtocol => null;

        public override void Abort() { }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? description, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? description, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public override void Dispose() { }

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
            throw new OperationCanceledException("Aborted");

        public override Task SendAsync(
            ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            throw new OperationCanceledException("Aborted");
    }
}
