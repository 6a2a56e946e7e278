using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks;

/// <summary>What a viewer is shown first.</summary>
static class FirstFrame
{
    /// <summary>How long a display that has never shown anything may take to, before its viewer is shown a notice.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The newest frame, held for the caller, or the first one, or a notice where none comes.</summary>
    /// <param name="surface">Whose frame.</param>
    /// <param name="signal">That of a watch of the surface.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<Frame> AcquireAsync(Surface surface, Signal signal, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, surface.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        for (;;)
        {
            if (surface.Acquire() is { } frame)
                return frame;
            try
            {
                await signal.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                surface.ShowNotice("no signal", surface.Name);
            }
        }
    }
}
