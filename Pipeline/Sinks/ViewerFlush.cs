using System.IO.Pipelines;

namespace Scanout.Pipeline.Sinks;

/// <summary>Passes bytes on to a viewer, who may take his time.</summary>
static class ViewerFlush
{
    /// <summary>A viewer that has taken nothing for so long is sent everything anew when it goes on: until then nothing is held for it.</summary>
    static readonly TimeSpan Stall = TimeSpan.FromSeconds(5);

    /// <summary>Waits until the transport has room again; calls <paramref name="stalled"/> where that takes very long, and waits on.</summary>
    public static async ValueTask FlushAsync(
        PipeWriter output, TimeProvider timeProvider, Action stalled, CancellationToken cancellationToken)
    {
        var flush = output.FlushAsync(cancellationToken);
        if (flush.IsCompleted)
        {
            await flush.ConfigureAwait(false);
            return;
        }
        var flushing = flush.AsTask();
        try
        {
            await flushing.WaitAsync(Stall, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            stalled();
            await flushing.ConfigureAwait(false);
        }
    }
}
