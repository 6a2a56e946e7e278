using System.Security.Cryptography;

namespace Scanout.Codecs.Recording;

/// <summary>Encrypts and decrypts the bodies of one segment's chunks (FORMAT.md, "Sealed bodies"). One thread uses it.</summary>
public sealed class ChunkSeal : IDisposable
{
    const int NonceBytes = 12;
    const int TagBytes = 16;
    const int KeyBytes = 32;

    /// <summary>What a sealed body is longer than what is in it.</summary>
    public const int ExtraBytes = NonceBytes + TagBytes;

    readonly AesGcm cipher;

    /// <param name="secret">The key file's bytes.</param>
    /// <param name="salt">The segment's.</param>
    public ChunkSeal(ReadOnlySpan<byte> secret, Digest salt)
    {
        Span<byte> saltBytes = stackalloc byte[Digest.Bytes], key = stackalloc byte[KeyBytes];
        salt.Write(saltBytes);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, saltBytes, "scanout recording 1"u8);
        cipher = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>A salt for a new segment.</summary>
    public static Digest NewSalt()
    {
        Span<byte> salt = stackalloc byte[Digest.Bytes];
        RandomNumberGenerator.Fill(salt);
        return Digest.Read(salt);
    }

    /// <summary>Makes a sealed body.</summary>
    /// <param name="associated">The header's first bytes.</param>
    /// <param name="plain">What would be the body.</param>
    /// <param name="body">As long as that, and <see cref="ExtraBytes"/>.</param>
    public void Close(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> body)
    {
        var nonce = body[..NonceBytes];
        RandomNumberGenerator.Fill(nonce);
        cipher.Encrypt(nonce, plain, body.Slice(NonceBytes, plain.Length), body.Slice(NonceBytes + plain.Length, TagBytes), associated);
    }

    /// <summary>Opens a sealed body; false where it was changed or the key is another.</summary>
    public bool TryOpen(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> body, Span<byte> plain)
    {
        if (body.Length != plain.Length + ExtraBytes)
            return false;
        try
        {
            cipher.Decrypt(body[..NonceBytes], body[NonceBytes..^TagBytes], body[^TagBytes..], plain, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => cipher.Dispose();
}
