using System.Buffers.Binary;

namespace Scanout.Codecs.Recording;

/// <summary>One chunk within a pack (FORMAT.md, "Pack chunks").</summary>
/// <param name="Kind">Key or delta.</param>
/// <param name="SpanMilliseconds">Its own.</param>
/// <param name="TimeMicroseconds">Its own.</param>
/// <param name="Payload">Its records, and its literals as colours.</param>
/// <param name="Link">The link that it had.</param>
public readonly record struct PackedChunk(
    RecordingChunkKind Kind, uint SpanMilliseconds, long TimeMicroseconds, ReadOnlyMemory<byte> Payload, Digest Link)
{
    /// <summary>The bytes before the payload.</summary>
    public const int HeaderBytes = 20;

    /// <summary>What a pack may hold.</summary>
    public const int MaxContentBytes = 1 << 30;

    /// <summary>Writes what stands before the payload.</summary>
    public static void WriteHeader(Span<byte> destination, in RecordingChunkHeader header, int payloadBytes)
    {
        (destination[0], destination[1], destination[2], destination[3]) = ((byte)header.Kind, 0, 0, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], header.SpanMilliseconds);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], header.TimeMicroseconds);
        BinaryPrimitives.WriteInt32LittleEndian(destination[16..], payloadBytes);
    }

    /// <summary>Takes a chunk off the front of a pack's content; false at its end.</summary>
    /// <exception cref="RecordingFormatException">What follows is none.</exception>
    public static bool TryTake(ref ReadOnlyMemory<byte> content, out PackedChunk chunk)
    {
        chunk = default;
        if (content.IsEmpty)
            return false;
        if (content.Length < HeaderBytes + Digest.Bytes)
            throw new RecordingFormatException("a chunk in a pack is cut off");
        var header = content.Span;
        var kind = (RecordingChunkKind)header[0];
        var time = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        if (kind is not (RecordingChunkKind.Key or RecordingChunkKind.Delta) || time is < 0 or > RecordingChunkHeader.MaxTimeMicroseconds
            || bytes > (uint)(content.Length - HeaderBytes - Digest.Bytes))
            throw new RecordingFormatException("a chunk in a pack has a header that can't be");
        var payload = content.Slice(HeaderBytes, (int)bytes);
        chunk = new PackedChunk(
            kind, BinaryPrimitives.ReadUInt32LittleEndian(header[4..]), time, payload, Digest.Read(header[(HeaderBytes + (int)bytes)..]));
        content = content[(HeaderBytes + (int)bytes + Digest.Bytes)..];
        return true;
    }
}
