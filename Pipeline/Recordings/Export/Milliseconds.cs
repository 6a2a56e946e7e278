namespace Scanout.Pipeline.Recordings.Export;

/// <summary>
/// Times of pictures in whole milliseconds: two that fall into the same one are a millisecond apart, for no picture may be lost.
/// </summary>
sealed class Milliseconds
{
    long last = -1;

    public long Of(TimeSpan time) => last = Math.Max(last + 1, (long)time.TotalMilliseconds);

    /// <summary>How long a picture is shown that began at a millisecond; at least one.</summary>
    public static long Until(TimeSpan to, long from) => Math.Max(1, (long)Math.Ceiling(to.TotalMilliseconds) - from);
}
