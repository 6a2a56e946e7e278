namespace Scanout.Benchmarks.Vnc.Viewers;

/// <summary>What a viewer has received since it came.</summary>
/// <param name="Updates">Updates with pixels, complete.</param>
/// <param name="Rectangles">That paint.</param>
/// <param name="Copies">Of these, copies.</param>
/// <param name="Jpegs">Of these, JPEG.</param>
/// <param name="Pixels">The sum of the rectangles' areas.</param>
/// <param name="Bytes">From the wire.</param>
/// <param name="LastAt">When the last byte of the last update had come, as Stopwatch counts.</param>
readonly record struct ViewerCounts(long Updates, long Rectangles, long Copies, long Jpegs, long Pixels, long Bytes, long LastAt)
{
    public static ViewerCounts operator -(ViewerCounts now, ViewerCounts before) => new(
        now.Updates - before.Updates, now.Rectangles - before.Rectangles, now.Copies - before.Copies, now.Jpegs - before.Jpegs,
        now.Pixels - before.Pixels, now.Bytes - before.Bytes, now.LastAt - before.LastAt);

    public static ViewerCounts operator +(ViewerCounts one, ViewerCounts other) => new(
        one.Updates + other.Updates, one.Rectangles + other.Rectangles, one.Copies + other.Copies, one.Jpegs + other.Jpegs,
        one.Pixels + other.Pixels, one.Bytes + other.Bytes, one.LastAt + other.LastAt);
}
