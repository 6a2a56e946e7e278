using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings;

namespace Scanout.Tests.Pipeline.Devices.Replay;

/// <summary>A recording that a test makes up: pictures of one colour each. Counts how they are had.</summary>
public sealed class MadeUpPictures : IRecordedPictures
{
    public static readonly DateTimeOffset WallStart = new(2026, 11, 26, 3, 0, 0, TimeSpan.Zero);

    readonly List<(TimeSpan Time, int Width, int Height, byte Colour, Cursor? Cursor)> pictures = [];
    TimeSpan knownEnd;
    int knownCount;
    int at = -1;
    byte[] bgrx = [];

    public TimeSpan RealEnd { get; set; }
    public int Seeks { get; private set; }
    public int Nexts { get; private set; }
    public bool IsDisposed { get; private set; }

    /// <summary>Thrown by whatever reads.</summary>
    public Exception? Fault { get; set; }

    public TimeSpan Start { get; set; }
    public TimeSpan End => knownEnd;
    public bool IsGrowing { get; set; }
    public TimeSpan? NextTime => at + 1 < knownCount ? pictures[at + 1].Time : null;
    public TimeSpan Time => pictures[at].Time;
    public int WidthPixels => pictures[at].Width;
    public int HeightPixels => pictures[at].Height;
    public ReadOnlySpan<byte> Bgrx => bgrx;
    public bool IsNotice => false;
    public Cursor? Cursor => pictures[at].Cursor;
    public IReadOnlyList<RecordedGap> Gaps { get; set; } = [];

    /// <summary>Is recorded; known to readers from the next refresh on.</summary>
    public MadeUpPictures Add(double seconds, byte colour, int width = 100, int height = 70, Cursor? cursor = null)
    {
        pictures.Add((TimeSpan.FromSeconds(seconds), width, height, colour, cursor));
        RealEnd = pictures[^1].Time;
        return this;
    }

    public MadeUpPictures EndAt(double seconds)
    {
        RealEnd = TimeSpan.FromSeconds(seconds);
        Refresh();
        return this;
    }

    public DateTimeOffset WallClock(TimeSpan moment) => WallStart + moment;

    public TimeSpan Moment(DateTimeOffset wallClock) => wallClock - WallStart;

    public bool Seek(TimeSpan moment)
    {
        Read();
        Seeks++;
        var found = pictures.FindLastIndex(knownCount - 1, picture => picture.Time <= moment);
        at = -1;
        if (found >= 0)
            GoTo(found);
        return found >= 0;
    }

    public bool Next()
    {
        Read();
        Nexts++;
        if (at + 1 >= knownCount)
            return false;
        GoTo(at + 1);
        return true;
    }

    public bool Refresh()
    {
        Read();
        var isNew = knownCount != pictures.Count || knownEnd != RealEnd;
        (knownCount, knownEnd) = (pictures.Count, RealEnd);
        return isNew;
    }

    public void Dispose() => IsDisposed = true;

    void GoTo(int picture)
    {
        at = picture;
        bgrx = new byte[WidthPixels * HeightPixels * 4];
        Array.Fill(bgrx, pictures[picture].Colour);
    }

    void Read()
    {
        if (Fault is not null)
            throw Fault;
    }
}
