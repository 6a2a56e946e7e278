using Scanout.Codecs.Recording;

namespace Scanout.Pipeline.Recordings;

/// <summary>What can be said of a segment without showing it.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Facts">What it says of itself.</param>
/// <param name="Start">The wall clock at its beginning.</param>
/// <param name="Duration">Of what it tells of.</param>
/// <param name="Bytes">Of the file.</param>
/// <param name="State">What has become of it.</param>
/// <param name="PictureCount">Pictures in it; null where only reading it all would tell.</param>
/// <param name="GapCount">Gaps in it; likewise.</param>
/// <param name="SeekPointCount">Places where reading can begin.</param>
/// <param name="IsPacked">Whether it was packed.</param>
/// <param name="IsSealed">Whether it is encrypted.</param>
/// <param name="WasRepaired">Whether a repair closed it.</param>
public sealed record SegmentInspection(
    string Path, SegmentFacts Facts, DateTimeOffset Start, TimeSpan Duration, long Bytes, SegmentState State, long? PictureCount, int? GapCount,
    int SeekPointCount, bool IsPacked, bool IsSealed, bool WasRepaired)
{
    public DateTimeOffset End => Start + Duration;

    /// <exception cref="RecordingException">The file is no recording.</exception>
    public static SegmentInspection Read(string path, byte[]? secret = null)
    {
        using var reader = SegmentReader.Open(path, secret);
        var isPacked = reader.TryReadHeader(reader.FirstChunkOffset, out var first) && first.Kind == RecordingChunkKind.Pack;
        return new SegmentInspection(
            path, reader.Facts, reader.Facts.StartTime, TimeSpan.FromMicroseconds(reader.EndMicroseconds), new FileInfo(path).Length, reader.State,
            reader.End?.PictureCount, reader.End?.GapCount, reader.SeekPoints.Count, isPacked, reader.Facts.Salt is not null,
            reader.End?.Closing == SegmentClosing.ByRepair);
    }
}
