using System.Security.Cryptography;

namespace Scanout.Hosting.Cluster.Records;

/// <summary>The secret that the hosts of a cluster share, and the keys that are made of it (RFC 5869).</summary>
sealed class ClusterKey
{
    const int Bytes = 32;

    ClusterKey(byte[] secret, bool isShared)
    {
        IsShared = isShared;
        Beats = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, Bytes, info: "scanout cluster beats"u8.ToArray());
        Facts = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, Bytes, info: "scanout cluster facts"u8.ToArray());
        Rights = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, Bytes, info: "scanout cluster rights"u8.ToArray());
    }

    /// <summary>Of a cluster without a secret: what it signs says that it is whole, and nothing of who wrote it.</summary>
    public static ClusterKey None { get; } = new([], isShared: false);

    public bool IsShared { get; }

    /// <summary>Signs what hosts tell of themselves all the time.</summary>
    public byte[] Beats { get; }

    /// <summary>Signs what they tell of themselves when it has changed.</summary>
    public byte[] Facts { get; }

    /// <summary>Signs what a user may do.</summary>
    public byte[] Rights { get; }

    public static ClusterKey Of(ReadOnlySpan<byte> secret) => new(secret.ToArray(), isShared: true);
}
