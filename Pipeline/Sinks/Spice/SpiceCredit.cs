namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// SPICE's own credit: a client acknowledges every so many messages of a channel, and no more than two windows may be unacknowledged
/// (SPICE_MSG_SET_ACK). The writing half counts what it sends, the reading half what is acknowledged.
/// </summary>
sealed class SpiceCredit
{
    /// <summary>Messages for each acknowledgement: of a frame's some twenty, so that a few frames may be on their way.</summary>
    public const uint Window = 80;

    /// <summary>Names the window that the client is to confirm.</summary>
    public const uint Generation = 1;

    /// <summary>Messages of which a frame has no more.</summary>
    const int FrameMessages = 32;

    bool isAsked;
    long sent;
    long acknowledged;
    bool isSynchronized;

    /// <summary>Whether the messages of another frame may go.</summary>
    public bool IsOpen => sent - Volatile.Read(ref acknowledged) <= 2 * Window - FrameMessages;

    /// <summary>The writing half has sent so many messages since the channel began.</summary>
    public void Sent(long messages) => Volatile.Write(ref sent, messages);

    /// <summary>The client is to acknowledge from now on: said before it is told so.</summary>
    public void Ask() => Volatile.Write(ref isAsked, true);

    /// <summary>The client has heard of the window; false where it is another one.</summary>
    public bool TrySynchronize(uint generation) =>
        Volatile.Read(ref isAsked) && generation == Generation && !Interlocked.Exchange(ref isSynchronized, true);

    /// <summary>The client has taken a window's messages; false where it can't have.</summary>
    public bool TryAcknowledge() =>
        isSynchronized && Interlocked.Add(ref acknowledged, Window) <= Volatile.Read(ref sent) + Window;
}
