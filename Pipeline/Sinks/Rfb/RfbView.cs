using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>How the client wants to be sent the display, as of now, and whether it may be sent more. Owned by the session's writing half.</summary>
sealed class RfbView
{
    PixelRectangle requested;
    PixelRectangle? continuous;

    public RfbCapabilities Capabilities { get; set; } = RfbCapabilities.None;

    /// <summary>As the client asked for it; a colour map's is <see cref="RfbPixelFormat.Bgr233"/>.</summary>
    public RfbPixelFormat Format { get; private set; } = RfbPixelFormat.Bgrx8888;

    /// <summary>The client must be told the colours of its map before its next pixels.</summary>
    public bool MustTellColours { get; set; }

    /// <summary>It wants what has not changed too.</summary>
    public bool WantsAll { get; private set; }

    /// <summary>It asked for an update that it was not yet sent.</summary>
    public bool HasRequest { get; private set; }

    /// <summary>It is sent updates without asking for each.</summary>
    public bool IsContinuous => continuous is not null;

    /// <summary>The surface's newest frame when the request came.</summary>
    public long RequestedAtFrame { get; private set; }

    /// <summary>What the client is to be told of its wish for another size.</summary>
    public RfbResizeStatus? SizeAnswer { get; set; }

    /// <summary>The part of the desktop that it wants.</summary>
    public PixelRectangle Area => HasRequest ? requested.Union(continuous ?? default) : continuous ?? default;

    public void SetFormat(RfbPixelFormat format)
    {
        Format = format.IsTrueColour ? format : RfbPixelFormat.Bgr233;
        MustTellColours = !format.IsTrueColour;
    }

    public void Request(RfbWish.Update update)
    {
        requested = HasRequest || WantsAll ? requested.Union(update.Area) : update.Area;
        WantsAll |= update.WantsAll;
        HasRequest = true;
        RequestedAtFrame = update.FrameNumber;
    }

    public void SetContinuous(PixelRectangle? area) => continuous = area;

    /// <summary>An update is on its way.</summary>
    /// <param name="frameNumber">Of the frame that it is of.</param>
    /// <param name="isOfPixels">Whether it has what was wanted; where it only tells a size, the next one has.</param>
    public void Spend(long frameNumber, bool isOfPixels)
    {
        HasRequest = false;
        WantsAll &= !isOfPixels;
        RequestedAtFrame = frameNumber;
    }
}
