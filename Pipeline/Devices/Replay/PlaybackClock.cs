namespace Scanout.Pipeline.Devices.Replay;

/// <summary>
/// Where in a recording its playing stands: goes on with the time, at its speed, from the beginning to the end, and waits there. Any thread may call.
/// </summary>
sealed class PlaybackClock
{
    readonly Lock gate = new();
    readonly TimeProvider timeProvider;
    TimeSpan start;
    TimeSpan end;
    TimeSpan position;
    long since;
    double speed = 1;
    bool isPaused;
    long jumps;

    public PlaybackClock(TimeProvider timeProvider, TimeSpan start, TimeSpan end)
    {
        (this.timeProvider, this.start, this.end, position) = (timeProvider, start, end, start);
        since = timeProvider.GetTimestamp();
    }

    public TimeSpan Start
    {
        get
        {
            lock (gate)
                return start;
        }
    }

    public TimeSpan End
    {
        get
        {
            lock (gate)
                return end;
        }
    }

    public double Speed
    {
        get
        {
            lock (gate)
                return speed;
        }
        set
        {
            lock (gate)
            {
                GoOn();
                speed = value;
            }
        }
    }

    public bool IsPaused
    {
        get
        {
            lock (gate)
                return isPaused;
        }
        set
        {
            lock (gate)
            {
                GoOn();
                isPaused = value;
            }
        }
    }

    /// <summary>The position, and how often it has been set since the beginning: who follows it has to look for the picture anew then.</summary>
    public (TimeSpan Position, long Jumps) Now
    {
        get
        {
            lock (gate)
                return (GoOn(), jumps);
        }
    }

    /// <summary>Sets the position, within the recording.</summary>
    public void Jump(TimeSpan moment)
    {
        lock (gate)
        {
            position = Within(moment);
            since = timeProvider.GetTimestamp();
            jumps++;
        }
    }

    /// <summary>The recording's bounds have moved: it grows at its end, and old segments are removed.</summary>
    public void Bound(TimeSpan newStart, TimeSpan newEnd)
    {
        lock (gate)
        {
            // Who waits at the end goes on from there, not from where he would be by now.
            GoOn();
            (start, end) = (newStart, newEnd);
            position = Within(position);
        }
    }

    TimeSpan GoOn()
    {
        var now = timeProvider.GetTimestamp();
        if (!isPaused)
            position = Within(position + timeProvider.GetElapsedTime(since, now) * speed);
        since = now;
        return position;
    }

    TimeSpan Within(TimeSpan moment) => moment > end ? end : moment < start ? start : moment;
}
