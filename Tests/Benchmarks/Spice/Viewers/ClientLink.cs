using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>A client's side of a link, with an empty ticket.</summary>
static class ClientLink
{
    public const byte Main = 1;
    public const byte Display = 2;

    const uint Magic = 0x51444552;
    const uint AuthSelection = 1 << 0, AuthSpice = 1 << 1, MiniHeader = 1 << 3;
    const int PublicKeyBytes = 162, ReplyBytes = 178, MaxReplyBytes = 4096;
    const int SmallBufferBytes = 64 * 1024;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static ChannelWire Open(int port, byte channel, uint connection, uint capabilities, ViewerConduct conduct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (conduct.BytesPerSecond is not null)
            socket.ReceiveBufferSize = SmallBufferBytes;
        Stream stream;
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            stream = new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
        try
        {
            if (conduct.IsTls)
                stream = Encrypt(stream);
            var wire = new ChannelWire(stream, conduct.BytesPerSecond);
            Link(wire, channel, connection, capabilities);
            socket.ReceiveTimeout = 0;
            return wire;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    static SslStream Encrypt(Stream plain)
    {
        // Whose certificate it is does not matter here: it was made for this run.
#pragma warning disable CA5359
        var encrypted = new SslStream(plain, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        encrypted.AuthenticateAsClient("localhost");
        return encrypted;
    }

    static void Link(ChannelWire wire, byte channel, uint connection, uint capabilities)
    {
        Span<byte> request = stackalloc byte[16 + 26];
        foreach (var (at, word) in (ReadOnlySpan<(int, uint)>)
            [(0, Magic), (4, 2), (8, 2), (12, 26), (16, connection), (22, 1), (26, 1), (30, 18),
             (34, AuthSelection | AuthSpice | MiniHeader), (38, capabilities)])
            BinaryPrimitives.WriteUInt32LittleEndian(request[at..], word);
        request[20] = channel;
        request[21] = 0;
        wire.Send(request);

        var bytes = BinaryPrimitives.ReadInt32LittleEndian(wire.Take(16)[12..]);
        if (bytes is < ReplyBytes + 4 or > MaxReplyBytes)
            throw new InvalidDataException($"a link's reply of {bytes} bytes");
        var reply = wire.Take(bytes);
        Refuse(reply);
        if ((BinaryPrimitives.ReadUInt32LittleEndian(reply[ReplyBytes..]) & (AuthSelection | MiniHeader)) != (AuthSelection | MiniHeader))
            throw new InvalidDataException("the server has no small headers");
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(reply.Slice(4, PublicKeyBytes), out _);
        wire.Send([1, 0, 0, 0, .. key.Encrypt([0], RSAEncryptionPadding.OaepSHA1)]);
        Refuse(wire.Take(4));
    }

    static void Refuse(ReadOnlySpan<byte> reply)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(reply) is > 0 and var error)
            throw new InvalidDataException($"the server refuses the link: error {error}");
    }
}
