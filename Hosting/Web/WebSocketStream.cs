using System.Net.WebSockets;
using Scanout.Pipeline.Sinks;

namespace Scanout.Hosting.Web;

/// <summary>
/// The bytes of a WebSocket's binary messages, whatever their boundaries (RFC 6455). A message of text is no part of it and ends it, as an
/// error of the other side's. It does not own the socket.
/// </summary>
sealed class WebSocketStream(WebSocket socket) : DuplexStream
{
    const int ReceiveBytes = 4096;

    readonly byte[] received = new byte[ReceiveBytes];
    ReadOnlyMemory<byte> unread;
    Task<ValueWebSocketReceiveResult>? receiving;

    /// <summary>How the socket is to be closed: by whom it was ended.</summary>
    public WebSocketCloseStatus Farewell { get; private set; } = WebSocketCloseStatus.NormalClosure;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (unread.IsEmpty)
        {
            // A read that is given up must not take the socket with it: there is a farewell to send.
            var message = await (receiving ??= ReceiveAsync()).WaitAsync(cancellationToken);
            receiving = null;
            if (message.MessageType == WebSocketMessageType.Close)
                return 0;
            if (message.MessageType == WebSocketMessageType.Text)
            {
                Farewell = WebSocketCloseStatus.InvalidMessageType;
                throw new IOException("a text message came by a WebSocket of bytes");
            }
            unread = received.AsMemory(0, message.Count);
        }
        var count = Math.Min(unread.Length, buffer.Length);
        unread[..count].CopyTo(buffer);
        unread = unread[count..];
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await TransferAsync(
            async () =>
            {
                await socket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Waits for the other side's farewell. What else still comes is for nobody.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            await (receiving ??= ReceiveAsync()).WaitAsync(cancellationToken);
            receiving = null;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>What is written has gone on its way.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    Task<ValueWebSocketReceiveResult> ReceiveAsync() =>
        TransferAsync(() => socket.ReceiveAsync(received.AsMemory(), CancellationToken.None), CancellationToken.None).AsTask();

    /// <summary>A peer that answers no ping has its socket aborted, which shows as a cancellation that nobody here has asked for.</summary>
    static async ValueTask<T> TransferAsync<T>(Func<ValueTask<T>> transfer, CancellationToken cancellationToken)
    {
        try
        {
            return await transfer();
        }
        catch (Exception broken) when (broken is WebSocketException or InvalidOperationException or ObjectDisposedException
            || broken is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException("the WebSocket broke", broken);
        }
    }
}
