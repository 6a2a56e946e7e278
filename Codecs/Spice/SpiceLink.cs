using System.Buffers;
using System.Buffers.Binary;

namespace Scanout.Codecs.Spice;

/// <summary>
/// The messages before a channel is open (SPICE protocol, SpiceLinkHeader, SpiceLinkMess, SpiceLinkReply): the client's request, the
/// server's reply with a public key, the client's mechanism and ticket, the server's result. All integers are little endian.
/// </summary>
public static class SpiceLink
{
    public const int HeaderBytes = 16;

    /// <summary>Of a request; a client's has some 26 bytes.</summary>
    public const int MaxBodyBytes = 4096;

    /// <summary>Said by a client where both sides have <see cref="SpiceCapabilities.AuthSelection"/>.</summary>
    public const int MechanismBytes = 4;

    /// <summary>The mechanism that is a ticket; 2 is SASL, which is never offered.</summary>
    public const uint TicketMechanism = 1;

    /// <summary>The password and a zero byte, encrypted with RSA-OAEP of 1024 bits.</summary>
    public const int TicketBytes = 128;

    /// <summary>A SubjectPublicKeyInfo of 1024 bits with the exponent 65537 has no other length.</summary>
    public const int PublicKeyBytes = 162;

    const int RequestBytes = 18;
    const int ReplyBytes = 178;
    const int MaxCapabilityWords = 64;
    const uint Major = 2, Minor = 2;

    static ReadOnlySpan<byte> Magic => "REDQ"u8;

    /// <summary>
    /// Reads a request's header of <see cref="HeaderBytes"/>: none, or the error that it is answered with. Any minor version will do.
    /// </summary>
    public static SpiceError ReadHeader(ReadOnlySpan<byte> header, out int bodyBytes)
    {
        var size = BinaryPrimitives.ReadUInt32LittleEndian(header[12..HeaderBytes]);
        bodyBytes = 0;
        if (!header.StartsWith(Magic))
            return SpiceError.InvalidMagic;
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != Major)
            return SpiceError.VersionMismatch;
        if (size is < RequestBytes or > MaxBodyBytes)
            return SpiceError.InvalidData;
        bodyBytes = (int)size;
        return SpiceError.None;
    }

    /// <summary>Reads what follows the header, all of it: none, or the error that it is answered with.</summary>
    public static SpiceError ReadRequest(ReadOnlySpan<byte> body, out SpiceLinkRequest request)
    {
        request = default;
        if (body.Length < RequestBytes)
            return SpiceError.InvalidData;
        var (commonWords, channelWords) = (Word(body, 6), Word(body, 10));
        long offset = Word(body, 14);
        if (commonWords > MaxCapabilityWords || channelWords > MaxCapabilityWords
            || offset < RequestBytes || offset + 4 * (commonWords + channelWords) > body.Length)
            return SpiceError.InvalidData;
        var words = body[(int)offset..];
        request = new SpiceLinkRequest(
            Word(body, 0), (SpiceChannel)body[4], body[5],
            commonWords == 0 ? SpiceCapabilities.None : (SpiceCapabilities)Word(words, 0),
            channelWords == 0 ? 0 : Word(words, 4 * (int)commonWords));
        return SpiceError.None;
    }

    /// <summary>The request is taken up: a ticket is awaited.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="publicKey">A SubjectPublicKeyInfo of <see cref="PublicKeyBytes"/>, for the ticket.</param>
    /// <param name="common">What we know on every channel.</param>
    /// <param name="channelCapabilities">What we know on this one; null says nothing.</param>
    public static void WriteReply(
        IBufferWriter<byte> output, ReadOnlySpan<byte> publicKey, SpiceCapabilities common, uint? channelCapabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey.Length, PublicKeyBytes, nameof(publicKey));
        var channelWords = channelCapabilities is null ? 0 : 1;
        var reply = BeginReply(output, 4 * (1 + channelWords));
        publicKey.CopyTo(reply[4..]);
        BinaryPrimitives.WriteInt32LittleEndian(reply[166..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(reply[170..], channelWords);
        BinaryPrimitives.WriteInt32LittleEndian(reply[174..], ReplyBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(reply[ReplyBytes..], (uint)common);
        if (channelCapabilities is { } word)
            BinaryPrimitives.WriteUInt32LittleEndian(reply[(ReplyBytes + 4)..], word);
    }

    /// <summary>The request is refused: the end of the connection.</summary>
    public static void WriteError(IBufferWriter<byte> output, SpiceError error) =>
        BinaryPrimitives.WriteUInt32LittleEndian(BeginReply(output, 0), (uint)error);

    /// <summary>The answer to the ticket: messages follow, or the end of the connection.</summary>
    public static void WriteResult(IBufferWriter<byte> output, SpiceError result)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), (uint)result);
        output.Advance(4);
    }

    /// <summary>A reply's header, and the zeros of its body to be filled in.</summary>
    static Span<byte> BeginReply(IBufferWriter<byte> output, int capabilityBytes)
    {
        var length = HeaderBytes + ReplyBytes + capabilityBytes;
        var bytes = output.GetSpan(length)[..length];
        output.Advance(length);
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Major);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Minor);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], ReplyBytes + capabilityBytes);
        return bytes[HeaderBytes..];
    }

    static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
