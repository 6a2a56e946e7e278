using System.Buffers.Binary;

namespace Scanout.Codecs.Recording;

/// <summary>The 32 bytes before a chunk's body (FORMAT.md, "The file").</summary>
/// <param name="Kind">What the chunk is.</param>
/// <param name="IsSealed">Whether its body is encrypted.</param>
/// <param name="BodyBytes">At most <see cref="MaxBodyBytes"/>.</param>
/// <param name="SpanMilliseconds">From <paramref name="TimeMicroseconds"/> to the last moment that it tells of, rounded up.</param>
/// <param name="TimeMicroseconds">From the segment's beginning.</param>
/// <param name="BodyCrc">CRC-32C of the body.</param>
public readonly record struct RecordingChunkHeader(
    RecordingChunkKind Kind, bool IsSealed, int BodyBytes, uint SpanMilliseconds, long TimeMicroseconds, uint BodyCrc)
{
    public const int Bytes = 32;

    /// <summary>The first bytes, which are the associated data of a sealed body.</summary>
    public const int AssociatedBytes = 24;

    public const int MaxBodyBytes = int.MaxValue - 64;

    /// <summary>The latest time that a chunk may have: over a hundred years, far from where sums of times would overflow.</summary>
    public const long MaxTimeMicroseconds = 1L << 52;

    const uint Marker = 0x4B4E_4353;

    /// <summary>What a recording's file begins with.</summary>
    public static ReadOnlySpan<byte> FileMagic => [0x89, (byte)'S', (byte)'C', (byte)'N', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>What a header begins with.</summary>
    public static ReadOnlySpan<byte> MarkerBytes => "SCNK"u8;

    /// <summary>The last moment that the chunk tells of, as near as its span is rounded.</summary>
    public long EndMicroseconds => TimeMicroseconds + SpanMilliseconds * 1000L;

    /// <summary>Writes the header.</summary>
    public void Write(Span<byte> destination)
    {
        WriteAssociated(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[24..], BodyCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[28..], Crc32C.Of(destination[..28]));
    }

    /// <summary>Writes the first <see cref="AssociatedBytes"/>.</summary>
    public void WriteAssociated(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Marker);
        (destination[4], destination[5], destination[6], destination[7]) = ((byte)Kind, IsSealed ? (byte)1 : (byte)0, 0, 0);
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], BodyBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], SpanMilliseconds);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], TimeMicroseconds);
    }

    /// <summary>Reads a header; false where it is none, or its sum or a number in it is wrong.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out RecordingChunkHeader header)
    {
        header = default;
        if (source.Length < Bytes || BinaryPrimitives.ReadUInt32LittleEndian(source) != Marker
            || BinaryPrimitives.ReadUInt32LittleEndian(source[28..]) != Crc32C.Of(source[..28]))
            return false;
        header = new RecordingChunkHeader(
            (RecordingChunkKind)source[4], source[5] == 1, BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[12..]), BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[24..]));
        return source[5] <= 1 && source[6] == 0 && source[7] == 0 && header.Kind is >= RecordingChunkKind.Segment and <= RecordingChunkKind.End
            && header.BodyBytes is >= 0 and <= MaxBodyBytes && header.TimeMicroseconds is >= 0 and <= MaxTimeMicroseconds;
    }
}
