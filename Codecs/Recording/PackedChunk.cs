using System.Buffers;
using System.Buffers.Binary;

namespace Scanout.Codecs.Recording;

/// <summary>One chunk within a pack (FORMAT.md, "Pack chunks").</summary>
/// <param name="Kind">Key or delta.</param>
/// <param name="SpanMilliseconds">Its own.</param>
/// <param name="TimeMicroseconds">Its own.</param>
/// <param name="Payload">Its records, and its literals as a pack has them.</param>
/// <param name="Link">The link that it had.</param>
public readonly record struct PackedChunk(
    RecordingChunkKind Kind, uint SpanMilliseconds, long TimeMicroseconds, ReadOnlyMemory<byte> Payload, Digest Link)
{
    /// <summary>The bytes before the payload.</summary>
    public const int HeaderBytes = 20;

    /// <summary>What a pack may hold.</summary>
    public const int MaxContentBytes = 1 << 30;

    /// <summary>Writes a chunk as a pack has it.</summary>
    /// <param name="content">The pack's.</param>
    /// <param name="kind">Key or delta.</param>
    /// <param name="spanMilliseconds">The chunk's.</param>
    /// <param name="timeMicroseconds">The chunk's.</param>
    /// <param name="records">Its records, of which none was taken yet.</param>
    /// <param name="link">The chunk's.</param>
    /// <param name="roomBytes">What the pack has room for, up to <see cref="MaxContentBytes"/>.</param>
    /// <exception cref="RecordingFormatException">A literal is malformed, or it has no room; nothing was written.</exception>
    public static void Write(
        IBufferWriter<byte> content, RecordingChunkKind kind, uint spanMilliseconds, long timeMicroseconds, RecordsReader records, Digest link,
        int roomBytes)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(records);
        var literals = new List<RecordedLiteral>();
        var recordBytes = records.Records.Length;
        // Literals of a few bytes become tiles of colours: a small file may ask for more than there is memory.
        var room = (long)roomBytes - HeaderBytes - 4 - recordBytes - Digest.Bytes;
        for (; records.HasLiteral && room >= 0; room -= RecordedLiteral.PackedBytes)
            literals.Add(records.TakeLiteral());
        if (room < 0)
            throw new RecordingFormatException("its records are more than a pack may hold");
        var header = content.GetSpan(HeaderBytes + 4);
        (header[0], header[1], header[2], header[3]) = ((byte)kind, 0, 0, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], spanMilliseconds);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], timeMicroseconds);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 4 + recordBytes + literals.Count * RecordedLiteral.PackedBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[HeaderBytes..], recordBytes);
        content.Advance(HeaderBytes + 4);
        content.Write(records.Records.Span);
        foreach (var literal in literals)
        {
            literal.Pack(content.GetSpan(RecordedLiteral.PackedBytes)[..RecordedLiteral.PackedBytes]);
            content.Advance(RecordedLiteral.PackedBytes);
        }
        link.Write(content.GetSpan(Digest.Bytes));
        content.Advance(Digest.Bytes);
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
