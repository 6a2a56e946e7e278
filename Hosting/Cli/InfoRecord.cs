using Scanout.Hosting.Web.Recordings;
using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Cli;

/// <summary>What <c>scanout info --json</c> tells.</summary>
sealed record InfoRecord(
    string File, string Display, string? DisplayId, string Host, DateTimeOffset Start, DateTimeOffset End, double Seconds, string State, long Bytes,
    long? Pictures, int? Gaps, bool Packed, bool Sealed, bool Repaired, long Number, string? Previous, string? Writer)
{
    public static InfoRecord Of(SegmentInspection found) => new(
        found.Path, found.Facts.Display, found.Facts.DisplayId, found.Facts.Host, found.Start, found.End, found.Duration.TotalSeconds,
        RecordingRecord.StateOf(found.State), found.Bytes, found.PictureCount, found.GapCount, found.IsPacked, found.IsSealed, found.WasRepaired, found.Facts.Number,
        found.Facts.Previous, found.Facts.Writer);
}
