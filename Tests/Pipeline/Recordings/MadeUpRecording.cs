using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings;

namespace Scanout.Tests.Pipeline.Recordings;

/// <summary>A recording of pictures that a test lists.</summary>
sealed class MadeUpRecording(TimeSpan end, params MadeUpPicture[] pictures) : IRecordedPictures
{
    int at = -1;

    public TimeSpan Start { get; init; }
    public TimeSpan End => end;
    public DateTimeOffset StartTime { get; init; } = new(2026, 11, 26, 3, 12, 0, TimeSpan.Zero);
    public TimeSpan Time => pictures[at].Time;
    public int WidthPixels => pictures[at].Width;
    public int HeightPixels => pictures[at].Height;
    public ReadOnlySpan<byte> Bgrx => pictures[at].Bgrx;
    public Cursor? Cursor => pictures[at].Cursor;
    public TimeSpan? NextTime => at + 1 < pictures.Length ? pictures[at + 1].Time : null;
    public bool IsGrowing => false;
    public bool IsNotice => false;
    public IReadOnlyList<RecordedGap> Gaps => [];

    /// <summary>Called before each step.</summary>
    public Action? Stepped { get; init; }

    public DateTimeOffset WallClock(TimeSpan moment) => StartTime + (moment - Start);

    public TimeSpan Moment(DateTimeOffset wallClock) => wallClock - StartTime + Start;

    public bool Seek(TimeSpan moment) => (at = Array.FindLastIndex(pictures, picture => picture.Time <= moment)) >= 0;

    public bool Next()
    {
        Stepped?.Invoke();
        return at < pictures.Length && ++at < pictures.Length;
    }

    public bool Refresh() => false;

    public void Dispose()
    {
        // It has nothing.
    }
}
