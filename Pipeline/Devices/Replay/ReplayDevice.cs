using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings;

namespace Scanout.Pipeline.Devices.Replay;

/// <summary>
/// A recording as a display: shows the picture of the moment at which its <see cref="Playback"/> is. Pictures that are passed by between two
/// looks are not shown. Where the recording ends, its last picture stays, and it goes on where the recording does.
/// </summary>
public sealed class ReplayDevice : IDisplayDevice
{
    /// <summary>How often it is asked whether the recording has grown.</summary>
    static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Further behind than this, the picture is looked up: to go there one after the other takes longer.</summary>
    static readonly TimeSpan LongestWalk = TimeSpan.FromSeconds(5);

    /// <summary>And so it is after this many pictures: a look must not take long.</summary>
    const int MaxSteps = 64;

    readonly IRecordedPictures pictures;
    readonly Playback playback;
    readonly TimeProvider timeProvider;
    byte[] rows = [];
    PlaneLayout layout;
    Cursor? cursor;
    bool hasPicture;
    long jumpsSeen = -1;
    long refreshed;

    /// <param name="pictures">The device's from here on.</param>
    /// <param name="playback">What it follows.</param>
    /// <param name="description">As <see cref="Description"/>.</param>
    /// <param name="timeProvider">The clock.</param>
    public ReplayDevice(IRecordedPictures pictures, Playback playback, string description, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(playback);
        (this.pictures, this.playback, this.timeProvider) = (pictures, playback, timeProvider);
        Description = description;
        refreshed = timeProvider.GetTimestamp();
        lock (playback.Reading)
            playback.Attach(pictures);
    }

    public string Description { get; }

    /// <summary>It is not the display that was recorded.</summary>
    public Guid Id => Guid.Empty;

    public PlaneLook Look()
    {
        lock (playback.Reading)
        {
            try
            {
                Refresh();
                return Follow() ? Show() : hasPicture ? PlaneLook.Unchanged : PlaneLook.Disabled("the recording has no picture of this moment");
            }
            catch (Exception failure) when (Playback.IsUnreadable(failure))
            {
                return PlaneLook.Lost($"the recording can't be read any more: {failure.Message}");
            }
        }
    }

    /// <summary>Copies the rows: what the recording shows may be read under the lock alone.</summary>
    public bool TryReadRows(int firstRow, int rowCount, out ReadOnlySpan<byte> rows)
    {
        var bytes = layout.StrideBytes * rowCount;
        if (this.rows.Length < bytes)
            this.rows = new byte[bytes];
        lock (playback.Reading)
            pictures.Bgrx.Slice(layout.StrideBytes * firstRow, bytes).CopyTo(this.rows);
        rows = this.rows.AsSpan(0, bytes);
        return true;
    }

    public Cursor? ReadCursor() => cursor;

    public void Dispose()
    {
        lock (playback.Reading)
        {
            playback.Detach(pictures);
            pictures.Dispose();
        }
    }

    void Refresh()
    {
        if (timeProvider.GetElapsedTime(refreshed) < RefreshInterval)
            return;
        refreshed = timeProvider.GetTimestamp();
        if (pictures.Refresh() || pictures.IsGrowing != playback.IsGrowing)
            playback.Take(pictures);
    }

    /// <summary>Goes to the picture of the present position; whether there is another to be shown now.</summary>
    bool Follow()
    {
        var (position, jumps) = playback.Now;
        if (jumps != jumpsSeen)
        {
            jumpsSeen = jumps;
            return LookUp(position);
        }
        if (!IsBehind(position))
            return false;
        if (position - pictures.NextTime > LongestWalk)
            return LookUp(position);
        for (var step = 0; IsBehind(position); step++)
        {
            if (step == MaxSteps)
                return LookUp(position);
            if (!pictures.Next())
                return step > 0;
        }
        return true;
    }

    bool IsBehind(TimeSpan position) => pictures.NextTime is { } next && next <= position;

    bool LookUp(TimeSpan position) => pictures.Seek(position) || IsBehind(position) && pictures.Next();

    PlaneLook Show()
    {
        hasPicture = true;
        cursor = pictures.Cursor;
        var (width, height) = (pictures.WidthPixels, pictures.HeightPixels);
        layout = new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, width, height, width * 4);
        return PlaneLook.Ready(layout);
    }
}
