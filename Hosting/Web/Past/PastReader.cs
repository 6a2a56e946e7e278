using Scanout.Hosting.Playbacks;
using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Web.Past;

/// <summary>
/// A display's recording, opened to be looked at here and there. It remembers the picture that it showed last, as those who scrub ask for it
/// again and again. One request uses it at a time; it is the shelf's.
/// </summary>
/// <remarks>
/// Wall clocks are reckoned from the segments' beginnings, both ways alike, so that the time which a picture is told with leads to that picture again.
/// </remarks>
sealed class PastReader : IDisposable
{
    /// <summary>The least step of a recording's clock.</summary>
    static readonly TimeSpan Instant = TimeSpan.FromMicroseconds(1);

    const string NoLater = "there is no later picture yet";

    readonly RecordingTimeline timeline;
    PastPicture? shown;
    byte[] pixels = [];

    /// <exception cref="RecordingException">There is nothing that can be read.</exception>
    public PastReader(string directory, string? keyFile)
    {
        (Directory, timeline) = (directory, RecordingTimeline.Open(directory, keyFile));
        Stretches = timeline.Stretches;
    }

    public string Directory { get; }

    public RecordingTimeline Timeline => timeline;

    public IReadOnlyList<RecordedStretch> Stretches { get; private set; }

    /// <summary>When it was last up to date.</summary>
    public long RefreshedAt { get; set; }

    /// <summary>Takes notice of what was recorded since; false where some of it was deleted, and it has to be opened anew.</summary>
    public bool TryRefresh()
    {
        timeline.Refresh();
        Stretches = timeline.Stretches;
        return Stretches.All(stretch => File.Exists(stretch.Path));
    }

    public DateTimeOffset WallClock(TimeSpan moment)
    {
        var stretch = Stretches.LastOrDefault(stretch => stretch.Start <= moment) ?? Stretches[0];
        return stretch.StartTime + (moment - stretch.Start);
    }

    public TimeSpan Moment(DateTimeOffset wallClock) => timeline.Moment(wallClock);

    /// <summary>The picture that was shown at a moment.</summary>
    /// <exception cref="PlaybackRefusedException">It is not known.</exception>
    public PastPicture Show(TimeSpan at)
    {
        if (at < timeline.Start || at > timeline.End)
            throw NotRecorded($"the recording is from {Text(timeline.Start)} to {Text(timeline.End)}");
        var picture = shown is not null && at >= shown.From && at < shown.Until ? shown : shown = Read(at);
        var gap = timeline.Gaps.FirstOrDefault(gap => gap.From < at && at < gap.To);
        return gap is null ? picture : throw NotRecorded(gap.Sentence.Length > 0 ? gap.Sentence : $"{gap.Why}");
    }

    /// <summary>The picture after the one that was shown at a moment, or the one before it.</summary>
    /// <exception cref="PlaybackRefusedException">There is none.</exception>
    public PastPicture ShowBeside(TimeSpan at, bool isForward)
    {
        var from = shown is not null && at >= shown.From && at < shown.Until ? shown : null;
        if (isForward)
        {
            if (from is null)
            {
                _ = timeline.Seek(at);
                return timeline.Next() ? Show(timeline.Time) : throw NotRecorded(NoLater);
            }
            return Show(from.Until) is { } next && next.From > from.From ? next : throw NotRecorded(NoLater);
        }
        if (from is null && !timeline.Seek(at) || !timeline.Seek((from?.From ?? timeline.Time) - Instant))
            throw NotRecorded("there is no earlier picture");
        return Show(timeline.Time);
    }

    /// <summary>When the first picture was shown at or after a moment at which something began to happen; that moment where none was.</summary>
    public TimeSpan BeginningAt(TimeSpan moment)
    {
        var has = timeline.Seek(moment) || timeline.Next();
        while (has && timeline.Time < moment)
            has = timeline.Next();
        return has ? timeline.Time : moment;
    }

    public void Dispose() => timeline.Dispose();

    PastPicture Read(TimeSpan at)
    {
        shown = null;
        if (!timeline.Seek(at) || timeline.Time > at)
            throw NotRecorded("there was no picture yet");
        var bytes = timeline.Bgrx;
        if (pixels.Length < bytes.Length)
            pixels = new byte[bytes.Length];
        bytes.CopyTo(pixels);
        var picture = new PastPicture(
            timeline.Time, timeline.End, WallClock(timeline.Time), WallClock(timeline.End), timeline.WidthPixels, timeline.HeightPixels,
            pixels.AsMemory(0, bytes.Length), timeline.Cursor, timeline.IsNotice);
        // A gap is told of behind it, and so is what this one was followed by.
        if (!timeline.Next())
            return picture;
        _ = timeline.NextTime;
        return picture with { Until = timeline.Time, UntilTime = WallClock(timeline.Time) };
    }

    string Text(TimeSpan moment) => PastTime.Text(WallClock(moment));

    static PlaybackRefusedException NotRecorded(string why) => new($"not recorded: {why}") { Status = StatusCodes.Status404NotFound };
}
