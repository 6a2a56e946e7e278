namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>What a viewer has received since it came.</summary>
/// <param name="Frames">Frames that have come to all the stamps' places, and so over the whole screen.</param>
/// <param name="Draws">DRAW_COPY and DRAW_FILL.</param>
/// <param name="Copies">COPY_BITS.</param>
/// <param name="StreamFrames">Of all streams.</param>
/// <param name="LateStreamFrames">Of these, those that came after their time, which spice-gtk drops.</param>
/// <param name="Unread">Images that can't be read here (QUIC, GLZ).</param>
/// <param name="Bytes">From the display's wire.</param>
readonly record struct ViewerTally(long Frames, long Draws, long Copies, long StreamFrames, long LateStreamFrames, long Unread, long Bytes)
{
    public static ViewerTally operator -(ViewerTally now, ViewerTally before) => new(
        now.Frames - before.Frames, now.Draws - before.Draws, now.Copies - before.Copies, now.StreamFrames - before.StreamFrames,
        now.LateStreamFrames - before.LateStreamFrames, now.Unread - before.Unread, now.Bytes - before.Bytes);
}
