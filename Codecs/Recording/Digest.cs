using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Scanout.Codecs.Recording;

/// <summary>A SHA-256. Compared by value; of a tile's colours, it stands for the tile.</summary>
public readonly record struct Digest(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    public const int Bytes = 32;

    public static Digest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        SHA256.HashData(content, hash);
        return Read(hash);
    }

    public static Digest Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, First);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], Second);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], Third);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], Fourth);
    }

    public override int GetHashCode() => (int)First;

    /// <summary>64 hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    public static bool TryParse(string? digits, out Digest digest)
    {
        digest = default;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (digits?.Length != 2 * Bytes || Convert.FromHexString(digits, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        digest = Read(bytes);
        return true;
    }
}
