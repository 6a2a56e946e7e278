using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks;

/// <summary>What is counted of a display's card on a page of the wall.</summary>
public sealed class WallMeter(Surface surface)
{
    readonly SinkMeter meter = new(surface, "wall", DroppedFrames.Paced);

    /// <summary>A thumbnail is with the page's transport.</summary>
    public void Sent(long bytes) => meter.Sent("jpeg", bytes);

    /// <summary>Pictures that the card never showed: it shows a few a second.</summary>
    public void LeftOut(long pictures)
    {
        if (pictures > 0)
            meter.LeftOut(pictures, DroppedFrames.Paced);
    }
}
