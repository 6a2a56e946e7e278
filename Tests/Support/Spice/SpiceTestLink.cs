using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Scanout.Tests.Support.Spice;

/// <summary>The link stage of one connection, step by step (SPICE, link stage). Every wait is bounded.</summary>
public sealed class SpiceTestLink(Stream stream)
{
    public const uint AuthSelection = 1, AuthSpice = 2, MiniHeader = 8;
    public const uint TicketMechanism = 1;

    const int HeaderBytes = 16;
    const int ReplyBytes = 178;
    const int KeyBytes = 162;

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Links a channel as a client does that follows the protocol; anything but a yes fails the test.</summary>
    public async Task<SpiceTestChannel> OpenAsync(SpiceTestLinkRequest request, string password = "")
    {
        var reply = await LinkAsync(request);
        Assert.True(reply.Error == 0, $"the server answers the link of channel {request.Channel} with error {reply.Error}");
        var result = await AuthenticateAsync(request, reply, password);
        Assert.True(result == 0, $"the server answers the ticket of channel {request.Channel} with error {result}");
        return Channel(request, reply);
    }

    /// <summary>Sends the link message and reads what answers it.</summary>
    public async Task<SpiceTestLinkReply> LinkAsync(SpiceTestLinkRequest request)
    {
        await SendAsync(request.ToBytes());
        return await ReadReplyAsync();
    }

    /// <summary>Chooses the mechanism where both sides let it be chosen, sends the ticket, and reads the result: 0 is a yes.</summary>
    public async Task<uint> AuthenticateAsync(SpiceTestLinkRequest request, SpiceTestLinkReply reply, string password = "")
    {
        if (BothHave(request, reply, AuthSelection))
            await SendMechanismAsync(TicketMechanism);
        await SendAsync(Encrypt(reply.PublicKey, password));
        return await ReadResultAsync();
    }

    /// <summary>The channel after its link, framed as both sides can.</summary>
    public SpiceTestChannel Channel(SpiceTestLinkRequest request, SpiceTestLinkReply reply) =>
        new(stream, BothHave(request, reply, MiniHeader)) { Patience = Patience };

    public Task SendMechanismAsync(uint mechanism)
    {
        var word = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, mechanism);
        return SendAsync(word);
    }

    /// <summary>A password with its zero byte, encrypted as a ticket: RSA-OAEP with SHA-1.</summary>
    public static byte[] Encrypt(byte[] publicKey, string password)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(publicKey, out _);
        return rsa.Encrypt(Encoding.UTF8.GetBytes(password + "\0"), RSAEncryptionPadding.OaepSHA1);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(Patience);
        await stream.WriteAsync(bytes, limit.Token);
        await stream.FlushAsync(limit.Token);
    }

    public async Task<SpiceTestLinkReply> ReadReplyAsync()
    {
        var header = await ReadAsync(HeaderBytes);
        Assert.Equal("REDQ"u8, header.AsSpan(0, 4));
        Assert.Equal((2u, 2u), (Word(header, 4), Word(header, 8)));
        var size = (int)Word(header, 12);
        Assert.InRange(size, ReplyBytes, 4096);
        var body = await ReadAsync(size);
        var (error, common, channel) = (Word(body, 0), (int)Word(body, 166), (int)Word(body, 170));
        if (error != 0)
        {
            Assert.Equal(ReplyBytes, size);
            Assert.All(body[4..], value => Assert.Equal(0, value));
            return new SpiceTestLinkReply(error, [], [], []);
        }
        Assert.Equal(ReplyBytes, (int)Word(body, 174));
        Assert.Equal(size, ReplyBytes + 4 * (common + channel));
        return new SpiceTestLinkReply(error, body[4..(4 + KeyBytes)], Words(0, common), Words(common, channel));

        uint[] Words(int first, int count) => [.. Enumerable.Range(first, count).Select(index => Word(body, ReplyBytes + 4 * index))];
    }

    public async Task<uint> ReadResultAsync() => Word(await ReadAsync(4), 0);

    /// <summary>Whether the server closes the connection without another byte.</summary>
    public async Task<bool> IsClosedAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return await stream.ReadAsync(new byte[1], limit.Token) == 0;
        }
        catch (IOException)
        {
            // It was reset: there were bytes that the server had not read.
            return true;
        }
    }

    async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        using var limit = new CancellationTokenSource(Patience);
        await stream.ReadExactlyAsync(bytes, limit.Token);
        return bytes;
    }

    static bool BothHave(SpiceTestLinkRequest request, SpiceTestLinkReply reply, uint capability) =>
        (request.CommonWords.FirstOrDefault() & reply.CommonWords.FirstOrDefault() & capability) != 0;

    static uint Word(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
}
