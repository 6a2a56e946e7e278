using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Scanout.Codecs.Rfb;

namespace Scanout.Tests.EndToEnd;

/// <summary>
/// A VNC client of a few lines, for what other people's viewers can't be asked: Raw alone, every update awaited, the size followed and, where it is
/// to, asked for. It keeps the picture that it was sent.
/// </summary>
public sealed class RawViewer : IAsyncDisposable
{
    readonly Stream stream;

    RawViewer(Stream stream) => this.stream = stream;

    public int Width { get; private set; }
    public int Height { get; private set; }
    public byte[] Bgrx { get; private set; } = [];
    public int Updates { get; private set; }

    /// <summary>The desktop's, as the session opened.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What the last word on a size was: of whom, and what came of it (rfbproto, «ExtendedDesktopSize»).</summary>
    public (int Reason, int Status)? Resize { get; private set; }

    /// <param name="port">On the loopback address.</param>
    /// <param name="asksForSizes">Whether it says that it may ask for another size.</param>
    public static async Task<RawViewer> ConnectAsync(int port, bool asksForSizes = false) =>
        await OpenAsync(await StreamAsync(port), null, asksForSizes ? RfbEncoding.ExtendedDesktopSize : RfbEncoding.DesktopSize);

    /// <summary>Says who it is, where that needs no encryption (VeNCrypt's Plain).</summary>
    public static async Task<RawViewer> ConnectAsync(int port, string user, string password) =>
        await OpenAsync(await StreamAsync(port), (user, password), RfbEncoding.DesktopSize);

    /// <summary>By a WebSocket, which it owns from now on.</summary>
    public static Task<RawViewer> OpenAsync(WebSocket socket) =>
        OpenAsync(WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: true), null, RfbEncoding.DesktopSize);

    /// <summary>Asks for another size, of one screen.</summary>
    public async Task AskForSizeAsync(int width, int height)
    {
        var wish = new byte[24];
        (wish[0], wish[6]) = (251, 1);
        foreach (var (at, value) in (ReadOnlySpan<(int, int)>)[(2, width), (4, height), (16, width), (18, height)])
            BinaryPrimitives.WriteUInt16BigEndian(wish.AsSpan(at), (ushort)value);
        await stream.WriteAsync(wish);
    }

    /// <summary>Sends bytes as they are: keys, pointer.</summary>
    public async Task SendAsync(params byte[] message) => await stream.WriteAsync(message);

    /// <summary>Whether the service closes the connection, without another word.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            return await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(20)) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Asks for what has changed, and takes the update in.</summary>
    public async Task UpdateAsync(bool isIncremental = true)
    {
        var request = new byte[10];
        (request[0], request[1]) = (3, isIncremental ? (byte)1 : (byte)0);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(6), (ushort)Width);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(8), (ushort)Height);
        await stream.WriteAsync(request);
        var header = await ReadAsync(4);
        Assert.Equal(0, header[0]);
        for (var left = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)); left > 0; left--)
            await ReadRectangleAsync();
        Updates++;
    }

    static async Task<Stream> StreamAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    static async Task<RawViewer> OpenAsync(Stream stream, (string Name, string Password)? user, int sizeEncoding)
    {
        var viewer = new RawViewer(stream);
        await viewer.OpenAsync(user, sizeEncoding);
        return viewer;
    }

    async Task OpenAsync((string Name, string Password)? user, int sizeEncoding)
    {
        await ReadAsync(12);
        await stream.WriteAsync("RFB 003.008\n"u8.ToArray());
        var types = await ReadAsync((await ReadAsync(1))[0]);
        if (user is var (name, password))
            await SayWhoAsync(types, name, password);
        else
        {
            Assert.Equal([1], types);
            await stream.WriteAsync(new byte[] { 1 });
        }
        Assert.Equal([0, 0, 0, 0], await ReadAsync(4));
        await stream.WriteAsync(new byte[] { 1 });
        var init = await ReadAsync(24);
        SetSize(BinaryPrimitives.ReadUInt16BigEndian(init), BinaryPrimitives.ReadUInt16BigEndian(init.AsSpan(2)));
        Name = Encoding.UTF8.GetString(await ReadAsync(BinaryPrimitives.ReadInt32BigEndian(init.AsSpan(20))));
        var encodings = new byte[12];
        (encodings[0], encodings[3]) = (2, 2);
        BinaryPrimitives.WriteInt32BigEndian(encodings.AsSpan(4), RfbEncoding.Raw);
        BinaryPrimitives.WriteInt32BigEndian(encodings.AsSpan(8), sizeEncoding);
        await stream.WriteAsync(encodings);
        await UpdateAsync(isIncremental: false);
    }

    /// <summary>rfbproto, «VeNCrypt».</summary>
    async Task SayWhoAsync(byte[] types, string name, string password)
    {
        Assert.Contains((byte)19, types);
        await stream.WriteAsync(new byte[] { 19 });
        Assert.Equal([0, 2], await ReadAsync(2));
        await stream.WriteAsync(new byte[] { 0, 2 });
        Assert.Equal([0], await ReadAsync(1));
        await ReadAsync((await ReadAsync(1))[0] * 4);
        await stream.WriteAsync(
            (byte[])[0, 0, 1, 0, 0, 0, 0, (byte)name.Length, 0, 0, 0, (byte)password.Length, .. Encoding.UTF8.GetBytes(name + password)]);
    }

    async Task ReadRectangleAsync()
    {
        var header = await ReadAsync(12);
        var (x, y, width, height) = (Number(0), Number(2), Number(4), Number(6));
        var encoding = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8));
        if (encoding is RfbEncoding.DesktopSize or RfbEncoding.ExtendedDesktopSize)
        {
            if (encoding == RfbEncoding.ExtendedDesktopSize)
            {
                Resize = (x, y);
                await ReadAsync((await ReadAsync(4))[0] * 16);
            }
            if (width != Width || height != Height)
                SetSize(width, height);
            return;
        }
        var pixels = await ReadAsync(width * height * 4);
        for (var row = 0; row < height; row++)
            pixels.AsSpan(row * width * 4, width * 4).CopyTo(Bgrx.AsSpan(((y + row) * Width + x) * 4));

        int Number(int at) => BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(at));
    }

    void SetSize(int width, int height) => (Width, Height, Bgrx) = (width, height, new byte[width * height * 4]);

    async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        return bytes;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
