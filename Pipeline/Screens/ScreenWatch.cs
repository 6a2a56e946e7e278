using Microsoft.Extensions.Logging;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Screens;

/// <summary>
/// Watches one display's screen: looks at its newest frame once that has changed, once a second at most, and tells the board and the log of
/// edges. It wants no pictures of its own, so that the display is looked at as seldom as without it; a screen at rest wakes it for the edges that
/// time alone brings, and then not at all.
/// </summary>
public sealed class ScreenWatch(Surface surface, ScreenThresholds thresholds, ScreenBoard board, ILogger logger) : IScreenWatch
{
    /// <summary>Between two looks at least.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    readonly Signal signal = new();
    readonly ScreenJudge judge = new(thresholds.Current);
    readonly long began = surface.TimeProvider.GetTimestamp();
    long framesSeen;
    long picturesSeen;
    TimeSpan toldAt;

    TimeProvider Clock => surface.TimeProvider;

    TimeSpan Now => Clock.GetElapsedTime(began);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var watch = surface.Watch(signal);
        thresholds.Changed += signal.Set;
        await using var wake = Clock.CreateTimer(_ => signal.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            for (; ; await signal.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                Look();
                await Task.Delay(LookInterval, Clock, cancellationToken).ConfigureAwait(false);
                var left = judge.NextEdge() - Now;
                wake.Change(left is null ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left.Value : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That is its end.
        }
        finally
        {
            thresholds.Changed -= signal.Set;
            board.Remove(surface.Name, this);
        }
    }

    /// <summary>Looks at the newest frame where that is another, and tells of the edge where there is one.</summary>
    internal void Look()
    {
        var settings = judge.Settings = thresholds.Current;
        var frames = surface.FrameCount;
        if (frames != framesSeen && surface.Acquire() is { } frame)
        {
            try
            {
                var pictures = surface.PictureCount;
                judge.See(Now, ScreenSight.Of(frame, settings), pictures - picturesSeen);
                (framesSeen, picturesSeen) = (frame.Number, pictures);
            }
            finally
            {
                frame.Release();
            }
        }
        var before = judge.Told;
        if (!judge.Settles(Now))
            return;
        board.Put(surface.Name, judge.Told!.Value, this);
        var name = ScreenNames.Of(judge.Told.Value);
        if (before is { } known)
            logger.ScreenChanged(surface.Name, name, ScreenNames.Of(known), (Now - toldAt).TotalSeconds);
        else
            logger.ScreenSeen(surface.Name, name);
        toldAt = Now;
    }
}
