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
    DateTimeOffset? continuesFrom;

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

    /// <summary>A segment has ended. Without a link it was torn: it is looked for, and made whole, before the next one.</summary>
    internal void End(Digest? link, DateTimeOffset at, GapReason why, string sentence) =>
        (LastLink, EndedAt, Why, Sentence, hasLooked) = (link, at, why, sentence, hasLooked && link is not null);

    /// <summary>The segment that was begun last came to nothing: it is as if it had not been, and what was not recorded goes on.</summary>
    internal void Forget(DateTimeOffset at, GapReason why, string sentence)
    {
        SegmentCount--;
        if (EndedAt is null)
            (EndedAt, Why, Sentence) = (continuesFrom ?? at, why, sentence);
    }

    /// <summary>It has not: the next segment follows at once.</summary>
    internal void Continue(Digest? link, DateTimeOffset at) => (LastLink, EndedAt, continuesFrom) = (link, null, at);

    /// <summary>
    /// Looks for what an earlier service left of the display, or an earlier recorder that could not close it; a torn segment is made whole. Reads files, and is to be called
    /// before each segment.
    /// </summary>
    internal void FindEarlier(RecordingStore store, string display, byte[]? secret, CancellationToken cancellationToken)
    {
        if (hasLooked)
            return;
        var directory = store.DirectoryOf(display);
        try
        {
            if (Directory.Exists(directory))
                _ = RecordingFiles.In(directory).Reverse().Any(path => TryFollow(path, secret, store, cancellationToken));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What can't be read can't be followed either.
        }
        hasLooked = true;
    }

    /// <summary>Goes on behind a segment; false where there is none in the file.</summary>
    bool TryFollow(string path, byte[]? secret, RecordingStore store, CancellationToken cancellationToken)
    {
        var isSegment = false;
        try
        {
            using var found = SegmentReader.Open(path, secret);
            isSegment = true;
            LastLink = null;
            // Who has ended in this service's time has told why.
            if (EndedAt is null)
                (EndedAt, Why, Sentence) = (
                    found.Facts.StartTime + TimeSpan.FromMicroseconds(found.EndMicroseconds), GapReason.NotRunning, "the recorder was not running");
            SegmentRepair.Run(path, secret, store, cancellationToken);
            using var whole = SegmentReader.Open(path, secret);
            LastLink = whole.EndLink;
        }
        catch (Exception failure) when (failure is RecordingException or RecordingStoppedException)
        {
            // What is damaged has no end that could be followed, nor what has no room for one; the chain begins anew.
        }
        return isSegment;
    }
}
