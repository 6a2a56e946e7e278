using System.Buffers.Binary;

namespace Scanout.Codecs.Recording;

/// <summary>How a segment was closed.</summary>
public enum SegmentClosing : byte
{
    ByRecorder = 1,
    ByRepair = 2,
}

/// <summary>What an end chunk says (FORMAT.md, "Index and end").</summary>
/// <param name="IndexOffset">Where the index chunk is in the file; not part of the chain.</param>
/// <param name="PictureCount">Picture records of the segment.</param>
/// <param name="GapCount">Gap records of the segment.</param>
/// <param name="Closing">By whom it was closed.</param>
public readonly record struct SegmentEnd(long IndexOffset, long PictureCount, int GapCount, SegmentClosing Closing)
{
    public const int PayloadBytes = 21;

    public void Write(Span<byte> payload)
    {
        BinaryPrimitives.WriteInt64LittleEndian(payload, IndexOffset);
        BinaryPrimitives.WriteInt64LittleEndian(payload[8..], PictureCount);
        BinaryPrimitives.WriteInt32LittleEndian(payload[16..], GapCount);
        payload[20] = (byte)Closing;
    }

    /// <exception cref="RecordingFormatException">The payload is none.</exception>
    public static SegmentEnd Read(ReadOnlySpan<byte> payload) => payload.Length == PayloadBytes
        ? new SegmentEnd(
            BinaryPrimitives.ReadInt64LittleEndian(payload), BinaryPrimitives.ReadInt64LittleEndian(payload[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(payload[16..]), (SegmentClosing)payload[20])
        : throw new RecordingFormatException("the end chunk has not its length");
}
