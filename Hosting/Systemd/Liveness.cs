using Scanout.Actors.Displays;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting.Systemd;

/// <summary>
/// Whether everything in the service answers that has to: the displays' actor, each display's actor, each capture thread. A device that hangs,
/// fails or is waited for with back-off has been declared, and its actor answers all the same.
/// </summary>
sealed class Liveness(DisplaysRef displays, CaptureThreads captures, ViewerCounts viewers, RecordingBoard recordings, TimeProvider time)
{
    volatile DisplaysCalled lastCall = new(0, 0, []);

    /// <summary>What the service does, in one line.</summary>
    public string Status =>
        $"{Counted(lastCall.Known, "display")}{(lastCall.Dark > 0 ? $" ({lastCall.Dark} without a picture)" : "")}, {Counted(viewers.All.Sum(of => of.Count), "viewer")}, "
        + $"{recordings.All.Count(of => of.Status.State == RecordingState.Recording)} recorded";

    /// <summary>Who does not answer; null where everybody does. A display's actor has until the next call to answer this one.</summary>
    public async Task<string?> FindSilenceAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var called = await displays.Actor.Ask<DisplaysCalled>(new CallDisplays(), either.Token);
            lastCall = called;
            if (called.Silent.Count > 0)
                return $"the actor of display {called.Silent[0]} does not answer" + (called.Silent.Count > 1 ? $", nor do {called.Silent.Count - 1} more" : "");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "the displays' actor does not answer";
        }
        return captures.FindSilent(patience) is { } display ? $"the capture thread of display {display} does not answer" : null;
    }

    static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
