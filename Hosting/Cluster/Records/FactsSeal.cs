using System.IO.Compression;
using System.Security.Cryptography;

namespace Scanout.Hosting.Cluster.Records;

/// <summary>A host's facts as they are in Redis: the JSON, compressed (RFC 7932), behind the HMAC-SHA256 of that by the cluster's key.</summary>
static class FactsSeal
{
    /// <summary>Of which no more is read.</summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>Hexadecimal digits of the signature's beginning, by which facts are told apart.</summary>
    public const int TagLength = 16;

    const int MaxJsonBytes = 4 * 1024 * 1024;

    public static (string Tag, byte[] Bytes) Close(HostFacts facts, ClusterKey key)
    {
        using var compressed = new MemoryStream();
        using (var compressing = new BrotliStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            compressing.Write(ClusterJson.Write(facts));
        var signature = HMACSHA256.HashData(key.Facts, compressed.ToArray());
        return (TagOf(signature), [.. signature, .. compressed.ToArray()]);
    }

    /// <summary>Null where they are not the host's, or not signed by this key: nothing of what somebody else wrote is expanded.</summary>
    public static (string Tag, HostFacts Facts)? Open(byte[] bytes, string host, ClusterKey key)
    {
        if (bytes.Length is <= HMACSHA256.HashSizeInBytes or > MaxBytes)
            return null;
        var signature = bytes.AsSpan(0, HMACSHA256.HashSizeInBytes);
        return CryptographicOperations.FixedTimeEquals(signature, HMACSHA256.HashData(key.Facts, bytes.AsSpan(HMACSHA256.HashSizeInBytes)))
            && Decompress(bytes) is { } json && HostFacts.Read(json, host) is { } facts
                ? (TagOf(signature), facts)
                : null;
    }

    /// <summary>A few bytes can be made to expand to gigabytes, and without a key anybody signs: there is an end to that.</summary>
    static byte[]? Decompress(byte[] bytes)
    {
        using var compressed = new BrotliStream(
            new MemoryStream(bytes, HMACSHA256.HashSizeInBytes, bytes.Length - HMACSHA256.HashSizeInBytes), CompressionMode.Decompress);
        using var json = new MemoryStream();
        var part = new byte[16 * 1024];
        try
        {
            for (int count; (count = compressed.Read(part)) > 0;)
            {
                if (json.Length + count > MaxJsonBytes)
                    return null;
                json.Write(part, 0, count);
            }
        }
        catch (Exception broken) when (broken is InvalidOperationException or InvalidDataException or IOException)
        {
            return null;
        }
        return json.ToArray();
    }

    static string TagOf(ReadOnlySpan<byte> signature) => Convert.ToHexStringLower(signature[..(TagLength / 2)]);
}
