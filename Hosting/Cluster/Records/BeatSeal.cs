using System.Security.Cryptography;
using System.Text;

namespace Scanout.Hosting.Cluster.Records;

/// <summary>
/// A host's beat as it is in Redis: the beginning of the HMAC-SHA256 of the host's name and the JSON, by the cluster's key, then the JSON. Every host
/// reads those of every other one every few seconds, so that half of the signature is all there is (RFC 2104, section 5).
/// </summary>
static class BeatSeal
{
    const int SignatureBytes = HMACSHA256.HashSizeInBytes / 2;

    /// <summary>Of which no more is read.</summary>
    public const int MaxBytes = SignatureBytes + HostBeat.MaxBytes;

    public static byte[] Close(HostBeat beat, string host, ClusterKey key)
    {
        var json = beat.ToBytes();
        return [.. SignatureOf(json, host, key), .. json];
    }

    /// <summary>Null where it is not the host's, or not signed by this key.</summary>
    public static HostBeat? Open(ReadOnlySpan<byte> bytes, string host, ClusterKey key) =>
        bytes.Length is > SignatureBytes and <= MaxBytes
        && CryptographicOperations.FixedTimeEquals(bytes[..SignatureBytes], SignatureOf(bytes[SignatureBytes..], host, key))
            ? HostBeat.Read(bytes[SignatureBytes..]) : null;

    /// <summary>No name of a host has a zero in it.</summary>
    static ReadOnlySpan<byte> SignatureOf(ReadOnlySpan<byte> json, string host, ClusterKey key) =>
        HMACSHA256.HashData(key.Beats, (byte[])[.. Encoding.UTF8.GetBytes(host), 0, .. json]).AsSpan(0, SignatureBytes);
}
