using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace Scanout.Tests.Support.Spice;

/// <summary>
/// A SPICE client written from the protocol alone, which shares no code with the server under test: how it reaches a server, and what it
/// says of itself. The wire may be any stream.
/// </summary>
/// <param name="Connect">Opens one more connection to the server.</param>
public sealed record SpiceTestClient(Func<Task<Stream>> Connect)
{
    /// <summary>As spice-gtk has them: all but for SASL, which nobody wants.</summary>
    public const uint CommonCapabilities = 0x0b;

    /// <summary>SIZED_STREAM is left out: no stream changes its size here.</summary>
    public const uint WithLz4 = 0x272, WithoutLz4 = 0x212, WithoutStreams = 0x62;

    public const byte CompressionOff = 1, CompressionLz = 6, CompressionLz4 = 7;

    /// <summary>Types of images.</summary>
    public const byte Bitmap = 0, LzRgb = 101, Lz4 = 109;

    public string Password { get; init; } = "";
    public uint Common { get; init; } = CommonCapabilities;
    public uint Main { get; init; } = 0x0f;
    public uint Display { get; init; } = WithLz4;

    /// <summary>The compression that it asks for, if any.</summary>
    public byte? Compression { get; init; }

    /// <summary>Whether it passes over what a server of ours has no business to send.</summary>
    public bool TakesUnknownMessages { get; init; }

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    public static SpiceTestClient Tcp(int port) => new(async () => await ConnectAsync(port));

    /// <summary>Over TLS, to whoever has that certificate.</summary>
    public static SpiceTestClient Tls(int port, TestCertificate certificate) => new(async () =>
    {
        var stream = new SslStream(
            await ConnectAsync(port), leaveInnerStreamOpen: false,
            (_, shown, _, _) => shown!.GetCertHashString() == certificate.Thumbprint);
        await stream.AuthenticateAsClientAsync("localhost");
        return stream;
    });

    /// <summary>In the binary messages of a WebSocket.</summary>
    public static SpiceTestClient WebSocket(Uri address, TestCertificate? certificate = null) => new(async () =>
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("binary");
        if (certificate is not null)
            socket.Options.RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate.Thumbprint;
        await socket.ConnectAsync(address, CancellationToken.None);
        Assert.Equal("binary", socket.SubProtocol);
        return WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: true);
    });

    /// <summary>A link that nothing has been sent on.</summary>
    public async Task<SpiceTestLink> LinkAsync() => new(await Connect()) { Patience = Patience };

    /// <summary>Links a channel: a main one where there is no session id.</summary>
    public async Task<SpiceTestChannel> OpenAsync(byte channel, uint sessionId = 0, byte channelId = 0) =>
        await (await LinkAsync()).OpenAsync(Request(channel, sessionId, channelId), Password);

    public SpiceTestLinkRequest Request(byte channel, uint sessionId = 0, byte channelId = 0) => new(channel)
    {
        ConnectionId = sessionId,
        ChannelId = channelId,
        CommonWords = [Common],
        ChannelWords = channel switch
        {
            SpiceTestLinkRequest.Main => [Main],
            SpiceTestLinkRequest.Display => [Display],
            _ => [],
        },
    };

    /// <summary>Opens a session: its main channel, as far as the list of the other channels.</summary>
    public Task<SpiceTestSession> OpenSessionAsync() => SpiceTestSession.OpenAsync(this);

    static async Task<NetworkStream> ConnectAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
