using System.Buffers;

namespace Scanout.Codecs.Rfb;

/// <summary>The versions of the protocol that there are.</summary>
public enum RfbVersion
{
    V33,
    V37,
    V38,
}

/// <summary>How a viewer shows who it is (RFC 6143, section 7.1.2).</summary>
public enum RfbSecurity
{
    None = 1,
    VncAuthentication = 2,

    /// <summary>One of <see cref="RfbSubtype"/>, most of them over TLS.</summary>
    VeNCrypt = 19,
}

/// <summary>The messages before a session is open (RFC 6143, section 7.1). A connection begins with 12 bytes from either side.</summary>
public static class RfbHandshake
{
    public const int VersionBytes = 12;

    /// <summary>The newest that we speak, which the server says first.</summary>
    public static ReadOnlySpan<byte> ServerVersion => "RFB 003.008\n"u8;

    /// <summary>
    /// What the client chose. Versions that were never published count as 3.3, as section 7.1.1 has it; those above 3.8, which some clients
    /// say, as 3.8.
    /// </summary>
    public static RfbVersion ReadVersion(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != VersionBytes || !bytes.StartsWith("RFB "u8) || bytes[7] != '.' || bytes[11] != '\n'
            || bytes[4..7].ContainsAnyExceptInRange((byte)'0', (byte)'9') || bytes[8..11].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            throw new RfbProtocolException(0, "the first 12 bytes are no protocol version");
        var (major, minor) = (int.Parse(bytes[4..7]), int.Parse(bytes[8..11]));
        return (major, minor) switch
        {
            ( > 3, _) or (3, >= 8) => RfbVersion.V38,
            (3, 7) => RfbVersion.V37,
            (3, _) => RfbVersion.V33,
            _ => throw new RfbProtocolException(0, $"version {major}.{minor} is not spoken"),
        };
    }

    /// <summary>Offers types of security, the one that is liked best first, to a client of 3.7 or newer.</summary>
    public static void WriteSecurityTypes(IBufferWriter<byte> output, IReadOnlyList<RfbSecurity> types) =>
        output.Write<byte>([(byte)types.Count, .. types.Select(type => (byte)type)]);

    /// <summary>Tells a client of 3.3 what the type is: with that version the server decides.</summary>
    public static void WriteSecurityDecided(IBufferWriter<byte> output, RfbSecurity type) => output.Write<byte>([0, 0, 0, (byte)type]);

    /// <summary>Offers nothing, and says why (section 7.1.2): the end of the connection.</summary>
    public static void WriteNoSecurity(IBufferWriter<byte> output, RfbVersion version, string reason)
    {
        output.Write<byte>(version == RfbVersion.V33 ? [0, 0, 0, 0] : [0]);
        RfbServerMessages.WriteText(output, reason);
    }

    /// <summary>SecurityResult: come in. Where nothing was asked for it is told from 3.8 on only.</summary>
    public static void WriteAccepted(IBufferWriter<byte> output) => output.Write<byte>([0, 0, 0, 0]);

    /// <summary>SecurityResult: stay out. The reason is told from 3.8 on.</summary>
    public static void WriteRefused(IBufferWriter<byte> output, RfbVersion version, string reason)
    {
        output.Write<byte>([0, 0, 0, 1]);
        if (version == RfbVersion.V38)
            RfbServerMessages.WriteText(output, reason);
    }
}
