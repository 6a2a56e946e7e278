using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>One thing that the reading half of a session passes on to its writing half.</summary>
abstract record RfbWish
{
    RfbWish() { }

    /// <summary>A message of the client's that is about what it is sent.</summary>
    /// <param name="Message">The message.</param>
    /// <param name="Timestamp">When it came.</param>
    public sealed record Said(RfbClientMessage Message, long Timestamp) : RfbWish;

    /// <summary>An update request: credit for one update.</summary>
    /// <param name="Area">What the client wants; of several requests, what holds them all.</param>
    /// <param name="WantsAll">Whether it wants what has not changed too.</param>
    /// <param name="FrameNumber">The surface's newest frame when it came.</param>
    public sealed record Update(PixelRectangle Area, bool WantsAll, long FrameNumber) : RfbWish;

    /// <summary>What became of the client's wish for another desktop size.</summary>
    public sealed record SizeAnswered(RfbResizeStatus Status) : RfbWish;
}
