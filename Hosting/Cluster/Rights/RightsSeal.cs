using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Scanout.Hosting.Cluster.Records;

namespace Scanout.Hosting.Cluster.Rights;

/// <summary>Signs statements by the cluster's key, and tells whether one is good, once. For any thread.</summary>
sealed class RightsSeal(string own, ClusterKey key, TimeProvider timeProvider)
{
    /// <summary>Kestrel takes 32 KiB of headers in all.</summary>
    const int MaxLength = 16 * 1024;

    static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    readonly SpentNonces nonces = new(timeProvider);

    /// <summary>Whether there is a key that anything can be signed by.</summary>
    public bool CanSign => key.IsShared;

    public string Sign(string to, string method, string path, string client, string? user, IReadOnlyList<IReadOnlyList<string>> claims)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RightsStatement.NonceBytes));
        var expires = timeProvider.GetUtcNow() + RightsStatement.Life;
        var json = ClusterJson.Write(new RightsStatement(own, to, method, path, client, expires.ToUnixTimeMilliseconds(), nonce, claims, user));
        return $"{Base64Url.EncodeToString(json)}.{Base64Url.EncodeToString(HMACSHA256.HashData(key.Rights, json))}";
    }

    /// <summary>Whether it is a statement of another host of the cluster, to this one, on this request, not told before.</summary>
    public bool TryVerify(
        string text, string method, string path, [NotNullWhen(true)] out RightsStatement? statement, [NotNullWhen(false)] out string? refusal)
    {
        statement = null;
        if (!key.IsShared)
            refusal = "this host has no scanout.cluster.key-file";
        else if (!TryOpen(text, out var json))
            refusal = "it is not signed by this cluster's key";
        else if (RightsStatement.Read(json) is not { } read)
            refusal = "it is no statement";
        else if (read.To != own || read.Method != method || read.Path != path)
            refusal = "it is about another request";
        else if (read.Expires < Now)
            refusal = "it has expired, or the hosts' clocks differ";
        else if (read.Expires > Now + 2 * (long)RightsStatement.Life.TotalMilliseconds)
            refusal = "it is of the future: the hosts' clocks differ";
        else if (!nonces.TrySpend(read.Nonce, read.Expires))
            refusal = "it has been told before";
        else
        {
            (statement, refusal) = (read, null);
            return true;
        }
        return false;
    }

    long Now => timeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    bool TryOpen(string text, [NotNullWhen(true)] out byte[]? json)
    {
        json = null;
        if (text.Length > MaxLength || text.IndexOf('.', StringComparison.Ordinal) is var dot && dot < 0
            || Decode(text.AsSpan(0, dot)) is not { } signed || Decode(text.AsSpan(dot + 1)) is not { } signature
            || !CryptographicOperations.FixedTimeEquals(signature, HMACSHA256.HashData(key.Rights, signed)))
            return false;
        json = signed;
        return true;
    }

    /// <summary>Nothing that the decoder would leave out, such as spaces.</summary>
    static byte[]? Decode(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExcept(Alphabet) < 0 && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
}
