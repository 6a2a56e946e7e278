using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace Scanout.Tests.Hosting.Web.Wall;

/// <summary>A page's end of a WebSocket, in memory: keeps what it is sent, and says what the test says.</summary>
sealed class PageSocket : WebSocket
{
    readonly Channel<byte[]?> said = Channel.CreateUnbounded<byte[]?>();
    readonly ConcurrentQueue<(WebSocketMessageType Type, byte[] Bytes)> sent = new();

    public IReadOnlyCollection<(WebSocketMessageType Type, byte[] Bytes)> Sent => sent;

    public WebSocketCloseStatus? ClosedWith { get; private set; }

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => WebSocketState.Open;

    public override string? SubProtocol => null;

    public void Say(string text) => said.Writer.TryWrite(Encoding.UTF8.GetBytes(text));

    public void Leave() => said.Writer.TryWrite(null);

    /// <summary>A picture's message: the name's length, the name, the picture.</summary>
    public static (string Name, byte[] Jpeg) PictureOf(byte[] message)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(message);
        return (Encoding.UTF8.GetString(message, 2, length), message[(2 + length)..]);
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        if (await said.Reader.ReadAsync(cancellationToken) is not { } text)
            return new WebSocketReceiveResult(0, WebSocketMessageType.Close, true);
        text.CopyTo(buffer.AsSpan());
        return new WebSocketReceiveResult(text.Length, WebSocketMessageType.Text, true);
    }

    public override Task SendAsync(
        ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        sent.Enqueue((messageType, buffer.ToArray()));
        return Task.CompletedTask;
    }

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? description, CancellationToken cancellationToken)
    {
        ClosedWith = closeStatus;
        Leave();
        return Task.CompletedTask;
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? description, CancellationToken cancellationToken) =>
        CloseOutputAsync(closeStatus, description, cancellationToken);

    public override void Abort() => Leave();

    public override void Dispose() { }
}
