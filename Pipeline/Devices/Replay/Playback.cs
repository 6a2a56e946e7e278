using Scanout.Pipeline.Recordings;

namespace Scanout.Pipeline.Devices.Replay;

/// <summary>
/// The playing of a recording as who controls it sees it: position, speed, pause. It outlives the <see cref="ReplayDevice"/>, which follows it
/// and may be opened again. Any thread may call; what is asked of the recording may wait for a look of the device.
/// </summary>
public sealed class Playback
{
    public const double SlowestSpeed = 0.1;
    public const double FastestSpeed = 100;

    readonly PlaybackClock clock;
    IRecordedPictures? pictures;
    TimeSpan wallClockOffset;

    /// <param name="timeProvider">The clock that it goes by.</param>
    /// <param name="pictures">The recording, for a first look; it stays its opener's.</param>
    public Playback(TimeProvider timeProvider, IRecordedPictures pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        clock = new PlaybackClock(timeProvider, pictures.Start, pictures.End);
        Take(pictures);
    }

    /// <summary>The first moment of the recording, on its own clock.</summary>
    public TimeSpan Start => clock.Start;

    /// <summary>The last one, so far.</summary>
    public TimeSpan End => clock.End;

    /// <summary>Whether it is still being made.</summary>
    public bool IsGrowing { get; private set; }

    /// <summary>What moment is shown, on the recording's own clock.</summary>
    public TimeSpan Position => clock.Now.Position;

    /// <summary>Seconds of the recording in a second: <see cref="SlowestSpeed"/> to <see cref="FastestSpeed"/>.</summary>
    public double Speed
    {
        get => clock.Speed;
        set
        {
            ArgumentOutOfRangeException.ThrowIfEqual(IsSpeed(value), false, nameof(value));
            clock.Speed = value;
        }
    }

    public bool IsPaused
    {
        get => clock.IsPaused;
        set => clock.IsPaused = value;
    }

    public static bool IsSpeed(double speed) => speed is >= SlowestSpeed and <= FastestSpeed;

    /// <summary>Goes to a moment; before the start and after the end it is those. Shown with the next look at the device, paused or not.</summary>
    public void Seek(TimeSpan moment) => clock.Jump(moment);

    /// <summary>The wall clock at a moment of the recording; reckoned where the recording is not open.</summary>
    public DateTimeOffset WallClock(TimeSpan moment)
    {
        lock (Reading)
            return TryAsk(recording => recording.WallClock(moment), out var wallClock)
                ? wallClock : DateTimeOffset.UnixEpoch + wallClockOffset + moment;
    }

    /// <summary>The moment of a wall clock's time; reckoned where the recording is not open.</summary>
    public TimeSpan Moment(DateTimeOffset wallClock)
    {
        lock (Reading)
            return TryAsk(recording => recording.Moment(wallClock), out var moment)
                ? moment : wallClock - DateTimeOffset.UnixEpoch - wallClockOffset;
    }

    /// <summary>The stretch around a moment of which the recording can't tell what was shown; null where there is none, as far as it has been read.</summary>
    public RecordedGap? GapAt(TimeSpan moment)
    {
        lock (Reading)
            return TryAsk(recording => recording.Gaps.FirstOrDefault(gap => gap.From <= moment && moment < gap.To), out var found) ? found : null;
    }

    /// <summary>Asks and sets what it wants of an open recording that no device has yet.</summary>
    public void WhileOpen(IRecordedPictures recording, Action<Playback> act)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(act);
        lock (Reading)
            Attach(recording);
        try
        {
            act(this);
        }
        finally
        {
            lock (Reading)
                Detach(recording);
        }
    }

    /// <summary>Held by whoever uses the recording: one thread at a time may.</summary>
    internal Lock Reading { get; } = new();

    /// <summary>Position and jumps, as <see cref="PlaybackClock.Now"/>.</summary>
    internal (TimeSpan Position, long Jumps) Now => clock.Now;

    /// <summary>What reading a file that is spoilt, or is not there any more, may throw.</summary>
    public static bool IsUnreadable(Exception failure) =>
        failure is RecordingException or IOException or UnauthorizedAccessException or InvalidDataException;

    /// <summary>The recording is open, or has grown. Under <see cref="Reading"/>.</summary>
    internal void Take(IRecordedPictures recording)
    {
        IsGrowing = recording.IsGrowing;
        clock.Bound(recording.Start, recording.End);
        wallClockOffset = recording.WallClock(recording.Start) - DateTimeOffset.UnixEpoch - recording.Start;
    }

    /// <summary>The device has it open from here on. Under <see cref="Reading"/>.</summary>
    internal void Attach(IRecordedPictures recording)
    {
        Take(recording);
        pictures = recording;
    }

    /// <summary>The device closes it. Under <see cref="Reading"/>.</summary>
    internal void Detach(IRecordedPictures recording)
    {
        if (pictures == recording)
            pictures = null;
    }

    bool TryAsk<T>(Func<IRecordedPictures, T> question, out T answer)
    {
        try
        {
            answer = pictures is null ? default! : question(pictures);
            return pictures is not null;
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            answer = default!;
            return false;
        }
    }
}
