using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Scanout.Codecs.Rfb;

/// <summary>
/// The messages of VeNCrypt 0.2 (rfbproto, section "VeNCrypt"), from the choice of security type 19 to the TLS handshake, and of its Plain
/// authentication.
/// </summary>
public static class VeNCrypt
{
    public const int VersionBytes = 2;
    public const int SubtypeBytes = 4;
    public const int PlainHeaderBytes = 8;

    /// <summary>Of a name or a password; more is taken for an attack.</summary>
    public const int MaxPlainBytes = 1024;

    /// <summary>The one version that is spoken, said first by the server, then by the client.</summary>
    public static ReadOnlySpan<byte> Version => [0, 2];

    /// <summary>The client's version is ours: the subtypes follow, the one that is liked best first.</summary>
    public static void WriteSubtypes(IBufferWriter<byte> output, IReadOnlyList<RfbSubtype> subtypes)
    {
        var bytes = output.GetSpan(2 + subtypes.Count * SubtypeBytes);
        (bytes[0], bytes[1]) = (0, (byte)subtypes.Count);
        for (var i = 0; i < subtypes.Count; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes[(2 + i * SubtypeBytes)..], (int)subtypes[i]);
        output.Advance(2 + subtypes.Count * SubtypeBytes);
    }

    /// <summary>The client's version is not ours: the end of the connection.</summary>
    public static void WriteVersionRefused(IBufferWriter<byte> output) => output.Write<byte>([0xFF]);

    /// <summary>Whether the TLS handshake is to begin; unlike the answer to the version, one means yes.</summary>
    public static void WriteTlsAnswer(IBufferWriter<byte> output, bool isAccepted) => output.Write<byte>([isAccepted ? (byte)1 : (byte)0]);

    public static RfbSubtype ReadSubtype(ReadOnlySpan<byte> bytes) => (RfbSubtype)BinaryPrimitives.ReadInt32BigEndian(bytes);

    /// <summary>The lengths of the name and the password that follow.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="offset">Where it stood in the client's stream.</param>
    public static (int UserBytes, int PasswordBytes) ReadPlainHeader(ReadOnlySpan<byte> bytes, long offset)
    {
        var (user, password) = (BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
        return user <= MaxPlainBytes && password <= MaxPlainBytes
            ? ((int)user, (int)password)
            : throw new RfbProtocolException(offset, $"a name or a password of more than {MaxPlainBytes} bytes");
    }

    /// <summary>A name or a password; bytes that are no UTF-8 make one that nobody has.</summary>
    public static string ReadPlain(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>Whether a subtype begins with a TLS handshake.</summary>
    public static bool IsOverTls(RfbSubtype subtype) => subtype != RfbSubtype.Plain;
}
