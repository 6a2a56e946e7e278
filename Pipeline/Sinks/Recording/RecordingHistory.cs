using Scanout.Codecs.Recording;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>
/// What a display's recorders leave to each other: the chain goes on from segment to segment, and what was not recorded in between is told. Kept for as long as the
/// service runs; one recorder at a time uses it.
/// </summary>
public sealed class RecordingHistory
{
    bool hasLooked;

    /// <summary>Segments since the service started.</summary>
    public long SegmentCount { get; private set; }

    /// <summary>The last link of the segment before; null where none is known.</summary>
    public Digest? LastLink { get; private set; }

    /// <summary>Until when it was recorded; null where it was not.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why it ended.</summary>
    public GapReason Why { get; private set; }

    /// <summary>The same for people.</summary>
    public string Sentence { get; private set; } = "";

    internal long BeginSegment() => ++SegmentCount;

    /// <summary>A segment has ended.</summary>
    internal void End(Digest? link, DateTimeOffset at, GapReason why, string sentence) =>
        (LastLink, EndedAt, Why, Sentence) = (link, at, why, sentence);

    /// <summary>It has not: the next segment follows at once.</summary>
    internal void Continue(Digest? link) => (LastLink, EndedAt) = (link, null);

    /// <summary>
    /// Looks for what an earlier service left of the display; a torn segment is made whole. Reads files, and is called once, before the first segment.
    /// </summary>
    internal void FindEarlier(string directory, byte[]? secret, CancellationToken cancellationToken)
    {
        if (hasLooked)
            return;
        hasLooked = true;
        try
        {
            // One that is empty was begun when the service before was killed: it has nothing to follow.
            var path = Directory.Exists(directory)
                ? new DirectoryInfo(directory).EnumerateFiles("*" + RecordingFiles.Ending).Where(file => file.Length > 0)
                    .Select(file => file.FullName).Max(StringComparer.Ordinal)
                : null;
            if (path is null)
                return;
            SegmentRepair.Run(path, secret, cancellationToken);
            using var reader = SegmentReader.Open(path, secret);
            End(
                reader.EndLink, reader.Facts.StartTime + TimeSpan.FromMicroseconds(reader.EndMicroseconds), GapReason.NotRunning,
                "the recorder was not running");
        }
        catch (Exception failure) when (failure is RecordingException or IOException or UnauthorizedAccessException)
        {
            // What can't be read can't be followed: the chain begins anew.
        }
    }
}
