namespace Scanout.Pipeline.Sinks;

/// <summary>
/// How many bytes may be on their way to a client that is sent updates without asking: fences that come back with them (RFB's Fence, SPICE's
/// PING) tell the round trip, and where it grows beyond that of an empty link, bytes are queueing somewhere, and fewer are sent. In the manner
/// of delay-based congestion control (RFC 6817, LEDBAT). Owned by the session's writing half.
/// </summary>
sealed class ViewerFlow(TimeProvider timeProvider)
{
    /// <summary>Bytes that any link may have on their way.</summary>
    const long MinWindow = 16 * 1024;

    /// <summary>By which the window grows on a link that was full once.</summary>
    const long Step = 2 * 1024;

    const long FirstWindow = 256 * 1024;
    const long MaxWindow = 64L << 20;

    const int MaxFences = 64;

    /// <summary>Waiting in queues that is borne: viewers don't feel it.</summary>
    static readonly TimeSpan BearableDelay = TimeSpan.FromMilliseconds(30);

    /// <summary>The empty link's round trip is the shortest of this time.</summary>
    static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    readonly Queue<(uint Id, long Position, long SentAt, bool WasLimited)> fences = [];
    uint lastId;
    long sent;
    long arrived;
    long window = FirstWindow;
    bool isLimited;
    bool hasQueued;
    TimeSpan shortest = TimeSpan.MaxValue;
    TimeSpan recentShortest = TimeSpan.MaxValue;
    long recentSince;

    /// <summary>The last round trip, or null where none was measured.</summary>
    public TimeSpan? RoundTrip { get; private set; }

    /// <summary>Whether another update may go: at least one always may.</summary>
    public bool IsOpen
    {
        get
        {
            var isOpen = fences.Count == 0 || sent - arrived < window && HasRoom;
            isLimited |= !isOpen;
            return isOpen;
        }
    }

    /// <summary>Whether another fence may be sent: a client that answers none is sent no more of them.</summary>
    public bool HasRoom => fences.Count < MaxFences;

    /// <summary>An update has gone; a fence with this id goes after it.</summary>
    public uint Sent(long bytes)
    {
        sent += bytes;
        fences.Enqueue((++lastId, sent, timeProvider.GetTimestamp(), isLimited));
        isLimited = false;
        return lastId;
    }

    /// <summary>A fence has come back. One that was never sent is left alone.</summary>
    public void Arrived(uint id, long timestamp)
    {
        if ((int)(id - lastId) > 0)
            return;
        while (fences.TryPeek(out var fence) && (int)(fence.Id - id) <= 0)
        {
            fences.Dequeue();
            var bytes = fence.Position - arrived;
            arrived = fence.Position;
            if (fence.Id == id)
                Learn(timeProvider.GetElapsedTime(fence.SentAt, timestamp), bytes, fence.WasLimited, timestamp);
        }
    }

    void Learn(TimeSpan roundTrip, long bytes, bool wasLimited, long timestamp)
    {
        RoundTrip = roundTrip;
        if (timeProvider.GetElapsedTime(recentSince, timestamp) > Memory)
            (shortest, recentShortest, recentSince) = (recentShortest, roundTrip, timestamp);
        recentShortest = roundTrip < recentShortest ? roundTrip : recentShortest;
        shortest = recentShortest < shortest ? recentShortest : shortest;
        var queued = roundTrip - shortest;
        if (queued > BearableDelay)
        {
            hasQueued = true;
            // As much as fits into the empty link's round trip and what is borne, at the rate that was just seen.
            var fitting = (long)(bytes * ((shortest + BearableDelay) / roundTrip));
            window = Math.Clamp(Math.Max(fitting, window / 2), MinWindow, window);
        }
        else if (wasLimited)
            // Twice as much until the link was full once; from then on in small steps.
            window = Math.Min(MaxWindow, window + (hasQueued ? Step : bytes));
    }
}
