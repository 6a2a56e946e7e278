using Scanout.Codecs.Recording;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Pipeline.Recordings;

/// <summary>
/// A display's recording as one stretch of time: one segment, or all that a directory has of them, one behind the other as their beginnings were on the wall clock. Segments
/// that vanish meanwhile are passed over. One thread uses it; who opened it disposes it.
/// </summary>
public sealed class RecordingTimeline : IRecordedPictures
{
    /// <summary>Between two segments where one follows on the other it takes no longer.</summary>
    static readonly TimeSpan LongestChange = TimeSpan.FromSeconds(1);

    readonly string path;
    readonly byte[]? secret;
    readonly List<Stretch> stretches = [];
    readonly HashSet<string> known = new(StringComparer.Ordinal);
    readonly SortedList<TimeSpan, RecordedGap> gaps = [];
    SegmentPlayer? player;
    RecordedShape? shape;
    CursorImage? image;
    Cursor? cursor;
    int current = -1;
    string? fault;

    RecordingTimeline(string path, byte[]? secret) => (this.path, this.secret) = (path, secret);

    /// <summary>Opens one segment's file, or a directory of a display's segments.</summary>
    /// <exception cref="RecordingException">There is nothing that can be played.</exception>
    public static RecordingTimeline Open(string path, string? keyFile)
    {
        var timeline = new RecordingTimeline(path, keyFile is null ? null : RecordingKey.Read(keyFile));
        if (Directory.Exists(path))
            timeline.AddSegments();
        else
            timeline.Add(path);
        return timeline.stretches.Count > 0 ? timeline : throw new RecordingException(timeline.fault ?? $"{path} has no recordings");
    }

    /// <summary>The name of the display.</summary>
    public string Display => stretches[0].Facts.Display;

    /// <summary>What the first segment says of itself.</summary>
    public SegmentFacts Facts => stretches[0].Facts;

    /// <summary>Its segments, as they lie in it.</summary>
    public IReadOnlyList<RecordedStretch> Stretches =>
        [.. stretches.Select(stretch => new RecordedStretch(stretch.Path, stretch.Start, stretch.End, stretch.Facts.StartTime, stretch.State))];

    public TimeSpan Start => TimeSpan.Zero;

    public TimeSpan End => stretches[^1].End;

    public bool IsGrowing => stretches[^1].State == SegmentState.Recording;

    public TimeSpan Time { get; private set; }

    public int WidthPixels => player?.Screen.WidthPixels ?? 0;

    public int HeightPixels => player?.Screen.HeightPixels ?? 0;

    public ReadOnlySpan<byte> Bgrx => player is null ? [] : player.Screen.Bgrx;

    public bool IsNotice => player?.Screen.IsNotice == true;

    public IReadOnlyList<RecordedGap> Gaps
    {
        get
        {
            NoteGaps();
            return [.. gaps.Values.Concat(GapsBetween()).OrderBy(gap => gap.To)];
        }
    }

    /// <summary>What was not right in a segment; null where nothing was.</summary>
    public string? Fault => player?.Notes.Fault ?? fault;

    public Cursor? Cursor
    {
        get
        {
            if (player?.Screen.Shape is not { } now)
                return cursor = null;
            var (x, y) = (player.Screen.CursorXPixels, player.Screen.CursorYPixels);
            if (!ReferenceEquals(now, shape))
                (shape, image) = (now, ImageOf(now));
            if (cursor?.Image != image || cursor?.XPixels != x || cursor.YPixels != y)
                cursor = new Cursor(image!, x, y);
            return cursor;
        }
    }

    public TimeSpan? NextTime
    {
        get
        {
            if (player is not null && player.NextMicroseconds is { } micros)
                return stretches[current].Start + TimeSpan.FromMicroseconds(micros);
            NoteGaps();
            return current + 1 < stretches.Count ? stretches[current + 1].Start : null;
        }
    }

    public DateTimeOffset WallClock(TimeSpan moment)
    {
        var index = IndexAt(moment);
        var within = (long)(moment - stretches[index].Start).TotalMicroseconds;
        return index == current && player is not null
            ? player.Notes.WallClock(within)
            : stretches[index].Facts.StartTime + TimeSpan.FromMicroseconds(within);
    }

    public TimeSpan Moment(DateTimeOffset wallClock)
    {
        var index = Math.Max(0, stretches.FindLastIndex(stretch => stretch.Facts.StartTime <= wallClock));
        return stretches[index].Start + (wallClock - stretches[index].Facts.StartTime);
    }

    public bool Seek(TimeSpan moment)
    {
        for (var index = IndexAt(moment); index >= 0; index--)
        {
            if (!TryEnter(index))
                continue;
            var found = player!.Seek((long)(moment - stretches[index].Start).TotalMicroseconds);
            NoteGaps();
            if (found)
            {
                Time = stretches[index].Start + TimeSpan.FromMicroseconds(player.TimeMicroseconds);
                return true;
            }
        }
        // Before the first picture, that is the next one.
        player?.Dispose();
        (player, current) = (null, -1);
        return false;
    }

    public bool Next()
    {
        for (; ; )
        {
            if (player?.Next() == true)
            {
                Time = stretches[current].Start + TimeSpan.FromMicroseconds(player.TimeMicroseconds);
                return true;
            }
            NoteGaps();
            if (!EnterNext())
                return false;
        }
    }

    public bool Refresh()
    {
        var before = End;
        var last = stretches[^1];
        if (last.State == SegmentState.Recording)
        {
            if (current == stretches.Count - 1 && player is not null)
            {
                player.Reader.Refresh();
                last.Take(player.Reader);
            }
            else
                TryLook(last);
        }
        if (Directory.Exists(path))
            AddSegments();
        return End > before;
    }

    public void Dispose() => player?.Dispose();

    /// <summary>The last stretch that has begun at a moment, or the first.</summary>
    int IndexAt(TimeSpan moment) => Math.Max(0, stretches.FindLastIndex(stretch => stretch.Start <= moment));

    bool EnterNext()
    {
        for (var index = current + 1; index < stretches.Count; index++)
            if (TryEnter(index))
            {
                player!.Rewind();
                return true;
            }
        return false;
    }

    bool TryEnter(int index)
    {
        if (index == current && player is not null)
            return true;
        try
        {
            var entered = new SegmentPlayer(SegmentReader.Open(stretches[index].Path, secret));
            NoteGaps();
            player?.Dispose();
            (player, current) = (entered, index);
            stretches[index].Take(entered.Reader);
            return true;
        }
        catch (RecordingException vanished)
        {
            fault ??= vanished.Message;
            return false;
        }
    }

    void TryLook(Stretch stretch)
    {
        try
        {
            using var reader = SegmentReader.Open(stretch.Path, secret);
            stretch.Take(reader);
        }
        catch (RecordingException)
        {
            // It has gone: what was known of it stays.
        }
    }

    void AddSegments()
    {
        try
        {
            foreach (var file in RecordingFiles.In(path))
                if (!known.Contains(file) && RecordingFiles.IsBegun(file))
                    TryAdd(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            fault ??= failure.Message;
        }
    }

    void TryAdd(string file)
    {
        try
        {
            Add(file);
        }
        catch (RecordingException unreadable)
        {
            // One that is just being begun is looked at again.
            fault ??= unreadable.Message;
        }
    }

    void Add(string file)
    {
        using var reader = SegmentReader.Open(file, secret);
        known.Add(file);
        if (!reader.IsReadable)
            throw new RecordingException($"{file} {reader.WhyUnreadable}");
        var start = stretches.Count == 0 ? TimeSpan.Zero : reader.Facts.StartTime - stretches[0].Facts.StartTime;
        // A wall clock that was set back does not make time go back.
        if (stretches.Count > 0 && start < stretches[^1].End)
            start = stretches[^1].End;
        var stretch = new Stretch(file, reader.Facts, start);
        stretch.Take(reader);
        stretches.Add(stretch);
    }

    void NoteGaps()
    {
        if (player is null)
            return;
        fault = player.Notes.Fault ?? fault;
        var start = stretches[current].Start;
        foreach (var gap in player.Notes.Gaps)
            gaps[start + gap.To] = gap with { From = start + gap.From, To = start + gap.To };
    }

    /// <summary>What lies between two segments, where the later one was not read yet or says nothing of it.</summary>
    IEnumerable<RecordedGap> GapsBetween()
    {
        for (var index = 1; index < stretches.Count; index++)
        {
            var (from, to) = (stretches[index - 1].End, stretches[index].Start);
            if (to - from > LongestChange && !gaps.Values.Any(gap => gap.From < to && gap.To > from))
                yield return new RecordedGap(from, to, GapReason.NotRunning, 0, "nothing was recorded");
        }
    }

    static CursorImage ImageOf(RecordedShape shape) =>
        new(shape.WidthPixels, shape.HeightPixels, shape.HotXPixels, shape.HotYPixels, shape.Bgra.ToArray());

    /// <summary>A segment, and where it lies in the whole.</summary>
    sealed class Stretch(string path, SegmentFacts facts, TimeSpan start)
    {
        public string Path { get; } = path;
        public SegmentFacts Facts { get; } = facts;
        public TimeSpan Start { get; } = start;
        public TimeSpan End { get; private set; } = start;
        public SegmentState State { get; private set; }

        public void Take(SegmentReader reader)
        {
            End = Start + TimeSpan.FromMicroseconds(reader.EndMicroseconds);
            State = reader.State;
        }
    }
}
