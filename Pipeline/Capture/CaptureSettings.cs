namespace Scanout.Pipeline.Capture;

/// <summary>How often displays are looked at: <c>scanout.capture</c>.</summary>
/// <param name="Rate">Most polls of one display per second.</param>
/// <param name="IdleInterval">Between two polls of a display that rests and that nobody watches.</param>
public sealed record CaptureSettings(int Rate, TimeSpan IdleInterval)
{
    public static CaptureSettings Default { get; } = new(60, TimeSpan.FromSeconds(3));

    /// <summary>Between two polls at full rate.</summary>
    public TimeSpan Interval => TimeSpan.FromSeconds(1) / Rate;
}
