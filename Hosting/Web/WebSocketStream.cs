using System.Net.WebSockets;

namespace Scanout.Hosting.Web;

/// <summary>
/// The bytes of a WebSocket's binary messages, whatever their boundaries (RFC 6455). A message of text is no part of it and ends it, as an error of
/// the other side's. It does not own the socket.
/// </summary>
sealed class WebSocketStream(WebSocket socket) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (;;)
        {
            var received = await TransferAsync(() => socket.ReceiveAsync(buffer, cancellationToken));
            if (received.MessageType == WebSocketMessageType.Close)
                return 0;
            if (received.MessageType == WebSocketMessageType.Text)
                throw new IOException("a text message came by a WebSocket of bytes");
            if (received.Count > 0)
                return received.Count;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await TransferAsync(async () =>
        {
            await socket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
            return true;
        });

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>What is written has gone on its way.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    static async ValueTask<T> TransferAsync<T>(Func<ValueTask<T>> transfer)
    {
        try
        {
            return await transfer();
        }
        catch (Exception broken) when (broken is WebSocketException or InvalidOperationException or ObjectDisposedException)
        {
            throw new IOException("the WebSocket broke", broken);
        }
    }
}
