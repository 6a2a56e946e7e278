using System.Buffers.Binary;

namespace Scanout.Codecs.Tls;

/// <summary>
/// Looks into the first record of a TLS handshake, the client's (RFC 8446, sections 4.1.2 and 5.1), for the versions that it offers.
/// </summary>
public static class TlsClientHello
{
    /// <summary>Of a record's header, which ends with the length of what follows.</summary>
    public const int RecordHeaderBytes = 5;

    /// <summary>A record's plain text is no longer.</summary>
    public const int MaxRecordBytes = 1 << 14;

    const byte HandshakeRecord = 22;
    const byte ClientHello = 1;
    const int MessageHeaderBytes = 4;
    const int VersionAndRandomBytes = 34;
    const ushort SupportedVersions = 43;
    const ushort Tls12 = 0x0303;

    /// <summary>How many bytes follow a header; 0 where it is not a handshake's.</summary>
    public static int RecordBytes(ReadOnlySpan<byte> header) =>
        header[0] == HandshakeRecord && BinaryPrimitives.ReadUInt16BigEndian(header[3..]) is <= MaxRecordBytes and var bytes ? bytes : 0;

    /// <summary>
    /// Whether the client can do TLS 1.2: it lists it, or lists nothing, as those do that are older than 1.3. Null where the record is no
    /// whole ClientHello.
    /// </summary>
    /// <param name="record">The record, its header and as much of the rest as there is.</param>
    public static bool? OffersTls12(ReadOnlySpan<byte> record)
    {
        record = record[Math.Min(RecordHeaderBytes, record.Length)..];
        if (record.Length < MessageHeaderBytes + VersionAndRandomBytes || record[0] != ClientHello)
            return null;
        var rest = record[(MessageHeaderBytes + VersionAndRandomBytes)..];
        // The session's id, the cipher suites, the compressions; then, where there is anything more, the extensions.
        if (!TryTake(ref rest, 1, out _) || !TryTake(ref rest, 2, out _) || !TryTake(ref rest, 1, out _))
            return null;
        if (rest.IsEmpty)
            return true;
        if (!TryTake(ref rest, 2, out var extensions))
            return null;
        while (!extensions.IsEmpty)
        {
            if (extensions.Length < 2)
                return null;
            var type = BinaryPrimitives.ReadUInt16BigEndian(extensions);
            extensions = extensions[2..];
            if (!TryTake(ref extensions, 2, out var content))
                return null;
            if (type == SupportedVersions)
                return TryTake(ref content, 1, out var versions) ? Contains(versions, Tls12) : null;
        }
        return true;
    }

    static bool Contains(ReadOnlySpan<byte> versions, ushort version)
    {
        for (; versions.Length >= 2; versions = versions[2..])
            if (BinaryPrimitives.ReadUInt16BigEndian(versions) == version)
                return true;
        return false;
    }

    /// <summary>Takes a vector, which begins with its length in so many bytes.</summary>
    static bool TryTake(ref ReadOnlySpan<byte> rest, int lengthBytes, out ReadOnlySpan<byte> vector)
    {
        vector = default;
        if (rest.Length < lengthBytes)
            return false;
        var length = lengthBytes == 1 ? rest[0] : BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (rest.Length < lengthBytes + length)
            return false;
        vector = rest.Slice(lengthBytes, length);
        rest = rest[(lengthBytes + length)..];
        return true;
    }
}
