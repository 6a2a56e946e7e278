using System.Security.Cryptography;
using System.Text;

namespace Scanout.Codecs.Rfb;

/// <summary>
/// VNC authentication (RFC 6143, section 7.2.2): the client encrypts 16 random bytes with DES, its key being the password's first 8 bytes with the
/// bits of each in reverse. It keeps a passer-by out and no more than that.
/// </summary>
public static class VncAuthentication
{
    public const int ChallengeBytes = 16;
    const int KeyBytes = 8;

    /// <summary>Whether the response is that of the password; takes the same time whatever it is.</summary>
    public static bool Verify(string password, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> response)
    {
        Span<byte> expected = stackalloc byte[ChallengeBytes];
        Respond(password, challenge, expected);
        return CryptographicOperations.FixedTimeEquals(expected, response);
    }

    /// <summary>What a client that knows the password answers.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "The protocol fixes DES.")]
    public static void Respond(string password, ReadOnlySpan<byte> challenge, Span<byte> response)
    {
        var key = new byte[KeyBytes];
        var bytes = Encoding.UTF8.GetBytes(password);
        bytes.AsSpan(0, Math.Min(bytes.Length, KeyBytes)).CopyTo(key);
        for (var i = 0; i < KeyBytes; i++)
            key[i] = Reverse(key[i]);
        // Triple DES with one key thrice is DES, and unlike DES it takes every key: an empty password's would be refused as weak.
        using var des = TripleDES.Create();
        (des.Mode, des.Padding) = (CipherMode.ECB, PaddingMode.None);
        using var encryptor = des.CreateEncryptor([.. key, .. key, .. key], null);
        encryptor.TransformFinalBlock(challenge[..ChallengeBytes].ToArray(), 0, ChallengeBytes).CopyTo(response);
    }

    static byte Reverse(byte value)
    {
        var reversed = 0;
        for (var bit = 0; bit < 8; bit++)
            reversed |= (value >> bit & 1) << (7 - bit);
        return (byte)reversed;
    }
}
