using System.IO.Pipelines;

namespace Scanout.Pipeline.Sinks;

/// <summary>
/// Ends pipes over streams. What the writing half could not send before, it sends when it is completed, for which it takes no token:
/// whoever has stopped reading would be waited for without an end.
/// </summary>
public static class PipeFarewell
{
    /// <summary>For whoever is still there to take the last bytes.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Completes both halves; whether the other side has taken all that was written, which is not waited for long.</summary>
    public static async Task<bool> TryCompleteAsync(this IDuplexPipe pipe, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        try
        {
            await CompleteAsync(pipe).WaitAsync(Patience, timeProvider).ConfigureAwait(false);
            return true;
        }
        catch (Exception broken) when (broken is TimeoutException or IOException or OperationCanceledException
            or InvalidOperationException or ObjectDisposedException)
        {
            return false;
        }
    }

    static async Task CompleteAsync(IDuplexPipe pipe)
    {
        await pipe.Input.CompleteAsync().ConfigureAwait(false);
        await pipe.Output.CompleteAsync().ConfigureAwait(false);
    }
}
