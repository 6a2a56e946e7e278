using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Recordings;

/// <summary>What a recording showed, picture after picture. One thread at a time.</summary>
public interface IRecordedPictures
{
    /// <summary>Monotonic, from the recording's beginning.</summary>
    TimeSpan Start { get; }

    /// <summary>When the last picture stopped being shown, on the same clock.</summary>
    TimeSpan End { get; }

    /// <summary>What the wall clock said at <see cref="Start"/>.</summary>
    DateTimeOffset StartTime { get; }

    /// <summary>
    /// Goes to the picture that is shown at a moment. False where there is none yet: <see cref="Next"/> then goes to the first.
    /// </summary>
    bool Seek(TimeSpan moment);

    /// <summary>Goes to the next picture; false at the end.</summary>
    bool Next();

    /// <summary>Since when the current picture is shown.</summary>
    TimeSpan Time { get; }

    /// <summary>Of the current picture.</summary>
    int WidthPixels { get; }

    /// <summary>Of the current picture.</summary>
    int HeightPixels { get; }

    /// <summary>The current picture: rows without gaps, the fourth byte of a pixel is anything; valid until the next call.</summary>
    ReadOnlySpan<byte> Bgrx { get; }

    /// <summary>The cursor over the current picture; null where there is none.</summary>
    Cursor? Cursor { get; }

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
