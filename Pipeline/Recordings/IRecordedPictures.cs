using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Recordings;

/// <summary>What a recording shows, picture after picture. One thread uses it at a time; it is disposed by who opened it.</summary>
public interface IRecordedPictures : IDisposable
{
    /// <summary>The first moment that it tells of, on the recording's own clock.</summary>
    TimeSpan Start { get; }

    /// <summary>The last one; later where the recording is still being made, see <see cref="Refresh"/>.</summary>
    TimeSpan End { get; }

    /// <summary>The wall clock at a moment between <see cref="Start"/> and <see cref="End"/>.</summary>
    DateTimeOffset WallClock(TimeSpan moment);

    /// <summary>The moment of a wall clock's time; what lies before the start or after the end is reckoned from there.</summary>
    TimeSpan Moment(DateTimeOffset wallClock);

    /// <summary>Goes to the picture that is shown at a moment. False where the recording has none at or before it: the next one is its first then.</summary>
    bool Seek(TimeSpan moment);

    /// <summary>Goes to the next picture, or the next move of the cursor; false at the end, for now.</summary>
    bool Next();

    /// <summary>When the next picture is shown; null at the end, for now.</summary>
    TimeSpan? NextTime { get; }

    /// <summary>Takes notice of what has been recorded since; false where nothing was.</summary>
    bool Refresh();

    /// <summary>Whether it is still being made.</summary>
    bool IsGrowing { get; }

    /// <summary>Of the picture that it is at: when it was first shown.</summary>
    TimeSpan Time { get; }

    int WidthPixels { get; }

    int HeightPixels { get; }

    /// <summary>Blue, green, red and a fourth byte that says nothing, row by row without gaps; valid until the next call.</summary>
    ReadOnlySpan<byte> Bgrx { get; }

    /// <summary>Whether it is a notice that stood in for the display's picture.</summary>
    bool IsNotice { get; }

    /// <summary>The cursor over it; the same object for as long as it is the same.</summary>
    Cursor? Cursor { get; }

    /// <summary>Stretches of which the recording can't tell what was shown, as far as it has been read.</summary>
    IReadOnlyList<RecordedGap> Gaps { get; }

    /// <summary>
    /// The sizes of the pictures that are shown from one moment to another, in order and without gaps between them; empty where none is
    /// shown. It may go to another picture. Who knows the sizes without looking at the pictures does better than this.
    /// </summary>
    IReadOnlyList<SizedStretch> Sizes(TimeSpan from, TimeSpan to)
    {
        List<SizedStretch> stretches = [];
        for (var has = Seek(from) || Next(); has && Time < to; has = Next())
            if (stretches.Count == 0)
                stretches.Add(new SizedStretch(from, to, WidthPixels, HeightPixels));
            else if (stretches[^1] is var last && (last.WidthPixels, last.HeightPixels) != (WidthPixels, HeightPixels))
            {
                stretches[^1] = last with { To = Time };
                stretches.Add(new SizedStretch(Time, to, WidthPixels, HeightPixels));
            }
        return stretches;
    }
}
