using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// The key that clients encrypt their tickets with. RSA of 1024 bits, OAEP and SHA-1 are constants of the protocol, whose clients read exactly
/// 162 bytes of key: only TLS keeps a ticket secret from who can record it. One for the process; any thread may ask.
/// </summary>
[SuppressMessage("Security", "CA5385", Justification = "SPICE's link stage knows keys of 1024 bits only.")]
sealed class SpiceTicketKey
{
    const int KeyBits = 1024;

    readonly RSAParameters parameters;
    readonly byte[] publicKey;

    /// <summary>One for each thread that decrypts at the same time: nobody waits for another.</summary>
    readonly ConcurrentBag<RSA> keys = [];

    SpiceTicketKey()
    {
        var key = RSA.Create(KeyBits);
        (parameters, publicKey) = (key.ExportParameters(includePrivateParameters: true), key.ExportSubjectPublicKeyInfo());
        keys.Add(key);
    }

    public static SpiceTicketKey OfProcess { get; } = new();

    /// <summary>As DER, SubjectPublicKeyInfo.</summary>
    public ReadOnlySpan<byte> PublicKey => publicKey;

    /// <summary>What the client has typed; null where this is no ticket.</summary>
    public string? Read(ReadOnlySpan<byte> ticket)
    {
        var key = keys.TryTake(out var idle) ? idle : RSA.Create(parameters);
        try
        {
            var text = key.Decrypt(ticket, RSAEncryptionPadding.OaepSHA1);
            var end = Array.IndexOf(text, (byte)0);
            return Encoding.UTF8.GetString(text, 0, end < 0 ? text.Length : end);
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            keys.Add(key);
        }
    }
}
