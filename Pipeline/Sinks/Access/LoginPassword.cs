using System.Security.Cryptography;
using System.Text;
using Scanout.Codecs.Rfb;

namespace Scanout.Pipeline.Sinks.Access;

/// <summary>The password that all viewers of a protocol have in common, and until when it is good.</summary>
/// <param name="Text">VNC authentication takes its first 8 bytes, a SPICE ticket is all of it.</param>
/// <param name="Expires">Null where it is good for ever.</param>
public sealed record LoginPassword(string Text, DateTimeOffset? Expires)
{
    /// <summary>Whether this is the answer that it makes of VNC authentication's challenge.</summary>
    public bool Verify(ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> response, DateTimeOffset now) =>
        VncAuthentication.Verify(Text, challenge, response) & !(now >= Expires);

    /// <summary>Whether this is the password, in a time that tells nothing of it, its length included.</summary>
    public bool Verify(string text, DateTimeOffset now) =>
        CryptographicOperations.FixedTimeEquals(HashOf(Text), HashOf(text)) & !(now >= Expires);

    /// <summary>Never the password: records end up in logs.</summary>
    public override string ToString() => $"a password, good until {Expires?.ToString("u") ?? "ever"}";

    static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
