using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// What the client has asked for: written by the session's reading half, taken by its writing half, under its lock.
/// </summary>
sealed class RfbWishes
{
    readonly Lock gate = new();
    RfbPixelFormat format = RfbPixelFormat.Bgrx8888;
    RfbCapabilities capabilities = RfbCapabilities.None;
    PixelRectangle requested;
    bool wantsAll;
    bool hasCredit;
    RfbResizeStatus? sizeAnswer;
    long requestedAtFrame;

    public void SetFormat(RfbPixelFormat next)
    {
        lock (gate)
            format = next;
    }

    public void SetCapabilities(RfbCapabilities next)
    {
        lock (gate)
            capabilities = next;
    }

    /// <summary>An update request: credit for one update.</summary>
    /// <param name="area">What the client wants; of several requests, what holds them all.</param>
    /// <param name="isIncremental">Whether only what has changed is wanted.</param>
    /// <param name="frameNumber">The surface's newest frame when it came.</param>
    public void Request(PixelRectangle area, bool isIncremental, long frameNumber)
    {
        lock (gate)
        {
            requested = hasCredit ? requested.Union(area) : area;
            wantsAll |= !isIncremental;
            hasCredit = true;
            requestedAtFrame = frameNumber;
        }
    }

    /// <summary>What the client is to be told of its wish for another desktop size.</summary>
    public void AnswerSize(RfbResizeStatus answer)
    {
        lock (gate)
            sizeAnswer = answer;
    }

    /// <summary>What is wanted now; nothing of it is spent.</summary>
    public RfbWish Look()
    {
        lock (gate)
            return Wish;
    }

    /// <summary>What is wanted now, for an update that will be sent: the credit is spent.</summary>
    public RfbWish Take()
    {
        lock (gate)
        {
            var wish = Wish;
            hasCredit = wantsAll = false;
            sizeAnswer = null;
            return wish;
        }
    }

    RfbWish Wish => new(format, capabilities, hasCredit, requested, wantsAll, sizeAnswer, requestedAtFrame);
}

/// <summary>The client's wishes at one moment.</summary>
readonly record struct RfbWish(
    RfbPixelFormat Format, RfbCapabilities Capabilities, bool HasCredit, PixelRectangle Area, bool WantsAll,
    RfbResizeStatus? SizeAnswer, long RequestedAtFrame);
