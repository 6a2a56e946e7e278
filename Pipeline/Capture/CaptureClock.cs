namespace Scanout.Pipeline.Capture;

/// <summary>Time since the capture threads were made, by which their deadlines are told.</summary>
public sealed class CaptureClock(TimeProvider timeProvider)
{
    readonly long start = timeProvider.GetTimestamp();

    public TimeProvider TimeProvider { get; } = timeProvider;

    public TimeSpan Now => TimeProvider.GetElapsedTime(start);
}
