using Scanout.Codecs.Recording;
using Scanout.Tests.Codecs.Recording.Reference;

namespace Scanout.Tests.Pipeline.Recordings;

/// <summary>A closed segment of one small picture that stays.</summary>
static class MadeUpSegment
{
    static readonly ReferenceTile Grey = new(0, null, [.. Enumerable.Repeat((byte)0x77, 64 * 64 * 3)]);

    /// <param name="start">When it begins.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="before">Why there is a gap of sixteen seconds before it; null where it says nothing of one.</param>
    /// <param name="isDamaged">Whether the literal is none.</param>
    public static byte[] Of(DateTimeOffset start, TimeSpan length, GapReason? before = null, bool isDamaged = false)
    {
        var writer = new ReferenceWriter(ReferenceWriter.Facts().Replace("2026-11-26T03:12:00.123456Z", SegmentFacts.TimeText(start), StringComparison.Ordinal));
        var micros = (long)length.TotalMicroseconds;
        var records = new ReferenceRecords().Clock(0, Micros(start)).NoCursor(0).Whole(0, 64, 64, 0, [Grey]);
        if (before is { } why)
            records.Gap(0, (int)why, 16_000_000, 0, "it says why");
        if (isDamaged)
            writer.Chunk(ReferenceChunk.Key, 0, 0, [
                .. new ReferenceOutput().U32((uint)records.Bytes.Length).Put(records.Bytes).Varint(2).Put([0xFF, 0xFF]).ToArray(),
                .. new byte[ReferenceChunk.LinkBytes]]);
        writer.Records(true, isDamaged ? micros / 2 : 0, records);
        writer.Records(false, micros, new ReferenceRecords().Clock(0, Micros(start + length)));
        (writer.Pictures, writer.Gaps) = (1, before is null ? 0 : 1);
        writer.Close(micros);
        return writer.File;
    }

    static long Micros(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
