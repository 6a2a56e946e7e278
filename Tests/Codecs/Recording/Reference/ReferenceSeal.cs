using System.Security.Cryptography;
using System.Text;

namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>Sealed bodies: AES-256-GCM by a key from the key file's bytes and the segment's salt.</summary>
static class ReferenceSeal
{
    public const int NonceBytes = 12;
    public const int TagBytes = 16;
    public const int AssociatedBytes = 24;

    public static byte[] Key(byte[] keyFile, byte[] salt) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, keyFile, 32, salt, Encoding.ASCII.GetBytes("scanout recording 1"));

    /// <summary>Null where the tag is not this key's.</summary>
    public static byte[]? Open(byte[] key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> body)
    {
        if (body.Length < NonceBytes + TagBytes)
            return null;
        using var aes = new AesGcm(key, TagBytes);
        var plain = new byte[body.Length - NonceBytes - TagBytes];
        try
        {
            aes.Decrypt(body[..NonceBytes], body[NonceBytes..^TagBytes], body[^TagBytes..], plain, header[..AssociatedBytes]);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    public static byte[] Close(byte[] key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> plain)
    {
        using var aes = new AesGcm(key, TagBytes);
        var body = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(body.AsSpan(0, NonceBytes));
        aes.Encrypt(body.AsSpan(0, NonceBytes), plain, body.AsSpan(NonceBytes, plain.Length), body.AsSpan(^TagBytes..), header[..AssociatedBytes]);
        return body;
    }
}
