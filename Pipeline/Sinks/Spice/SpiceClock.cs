using Scanout.Codecs.Spice;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// A session's multi-media clock, in milliseconds that wrap around. Stream frames are stamped with <see cref="Now"/>; the client shows each
/// when its own clock gets there and drops what comes later than that, so it is told a time that lies back by a latency: as little as goes
/// well. Owned by the session; any thread.
/// </summary>
sealed class SpiceClock
{
    public static readonly TimeSpan FirstLatency = TimeSpan.FromMilliseconds(60);
    public static readonly TimeSpan MinLatency = TimeSpan.FromMilliseconds(40);
    public static readonly TimeSpan MaxLatency = TimeSpan.FromMilliseconds(400);

    /// <summary>The clock begins here, well after 0, which no time may be.</summary>
    const uint FirstTime = 1_000_000;

    /// <summary>How late a frame may be: some clients show it all the same.</summary>
    static readonly TimeSpan BearableLateness = TimeSpan.FromMilliseconds(10);

    /// <summary>How long before its time a frame should come.</summary>
    static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(20);

    /// <summary>By which the latency grows at least.</summary>
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>By which it shrinks when all has gone well for <see cref="Trial"/>.</summary>
    static readonly TimeSpan StepBack = TimeSpan.FromMilliseconds(10);

    static readonly TimeSpan Trial = TimeSpan.FromSeconds(10);

    /// <summary>Frames that are stamped sooner than that after a change may have been judged by the time before it.</summary>
    static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(250);

    readonly Lock gate = new();
    readonly TimeProvider timeProvider;
    readonly long startedAt;
    TimeSpan latency = FirstLatency;
    TimeSpan leastSpare = TimeSpan.MaxValue;
    long wellSince;
    long changedAt;
    bool hasNews;

    public SpiceClock(TimeProvider timeProvider)
    {
        this.timeProvider = timeProvider;
        startedAt = wellSince = changedAt = timeProvider.GetTimestamp();
    }

    /// <summary>The client must be told the time anew: called on whichever thread a report came, which must not wait.</summary>
    public event Action? NewsCame;

    /// <summary>What a frame that is sent now is stamped with; never 0.</summary>
    public uint Now => Nonzero(Milliseconds);

    /// <summary>What the client's clock is set to: of SPICE_MSG_MAIN_INIT, and of what <see cref="TakeNews"/> tells.</summary>
    public uint ClientTime => Nonzero(unchecked(Milliseconds - (uint)Latency.TotalMilliseconds));

    /// <summary>How much later than stamped frames are shown.</summary>
    public TimeSpan Latency
    {
        get
        {
            lock (gate)
                return latency;
        }
    }

    uint Milliseconds => unchecked(FirstTime + (uint)(ulong)timeProvider.GetElapsedTime(startedAt).TotalMilliseconds);

    /// <summary>
    /// Whether the latency has changed since the client was told: then <paramref name="time"/> is for SPICE_MSG_MAIN_MULTI_MEDIA_TIME.
    /// </summary>
    public bool TakeNews(out uint time)
    {
        lock (gate)
        {
            (var isNew, hasNews) = (hasNews, false);
            time = ClientTime;
            return isNew;
        }
    }

    /// <summary>A client tells how one of its streams gets on. Whatever it says, the latency stays within its bounds.</summary>
    public void Learn(SpiceClientMessage.StreamReport report)
    {
        lock (gate)
        {
            var age = TimeSpan.FromMilliseconds(Math.Max(0, unchecked((int)(Now - report.FirstTime))));
            if (timeProvider.GetElapsedTime(changedAt) < age + Settling)
                return;
            var before = latency;
            var spare = TimeSpan.FromMilliseconds(report.DelayMilliseconds);
            if (report.Drops > 0 || spare < -BearableLateness)
                Become(latency + (Margin - spare > Step ? Margin - spare : Step));
            else
                Try(spare);
            if (latency == before)
                return;
        }
        NewsCame?.Invoke();
    }

    /// <summary>Goes back a little where all frames of some seconds came in good time.</summary>
    void Try(TimeSpan spare)
    {
        leastSpare = spare < leastSpare ? spare : leastSpare;
        if (leastSpare < Margin + StepBack)
            (leastSpare, wellSince) = (TimeSpan.MaxValue, timeProvider.GetTimestamp());
        else if (timeProvider.GetElapsedTime(wellSince) >= Trial)
            Become(latency - StepBack);
    }

    void Become(TimeSpan next)
    {
        next = next < MinLatency ? MinLatency : next > MaxLatency ? MaxLatency : next;
        (leastSpare, wellSince) = (TimeSpan.MaxValue, timeProvider.GetTimestamp());
        if (next != latency)
            (latency, changedAt, hasNews) = (next, wellSince, true);
    }

    static uint Nonzero(uint time) => time == 0 ? 1 : time;
}
