using System.Buffers;

namespace Scanout.Codecs.Recording;

/// <summary>Where reading can begin: a key or a pack chunk.</summary>
/// <param name="TimeMicroseconds">The chunk's time.</param>
/// <param name="Offset">Of its header in the file.</param>
public readonly record struct SeekPoint(long TimeMicroseconds, long Offset);

/// <summary>A segment's seek points as an index chunk has them (FORMAT.md, "Index and end").</summary>
public static class SegmentIndex
{
    public static void Write(IBufferWriter<byte> payload, IReadOnlyList<SeekPoint> points)
    {
        VarInt.Write(payload, (ulong)points.Count);
        var before = default(SeekPoint);
        foreach (var point in points)
        {
            VarInt.Write(payload, (ulong)(point.TimeMicroseconds - before.TimeMicroseconds));
            VarInt.Write(payload, (ulong)(point.Offset - before.Offset));
            before = point;
        }
    }

    /// <summary>What that many points take at most.</summary>
    public static int MaxBytes(int points) => VarInt.MaxBytes * (1 + 2 * points);

    /// <exception cref="RecordingFormatException">The payload is none.</exception>
    public static List<SeekPoint> Read(ReadOnlySpan<byte> payload)
    {
        var count = VarInt.Read(ref payload, payload.Length / 2, "the number of the index's entries");
        var points = new List<SeekPoint>(count);
        var before = default(SeekPoint);
        for (; count > 0; count--)
        {
            var (time, offset) = (VarInt.Read(ref payload), VarInt.Read(ref payload));
            if (time > (ulong)RecordingChunkHeader.MaxTimeMicroseconds || offset > long.MaxValue / 4 || before.Offset > long.MaxValue / 4)
                throw new RecordingFormatException("an entry of the index is beyond all bounds");
            before = new SeekPoint(before.TimeMicroseconds + (long)time, before.Offset + (long)offset);
            if (before.TimeMicroseconds > RecordingChunkHeader.MaxTimeMicroseconds)
                throw new RecordingFormatException("an entry of the index is later than any chunk may be");
            points.Add(before);
        }
        return points;
    }
}
