namespace Scanout.Pipeline.Sinks;

/// <summary>The two halves of a viewer's connection, of which neither goes on without the other.</summary>
static class SessionHalves
{
    /// <summary>Runs both until the first ends, then ends the other; throws what the first threw.</summary>
    public static async Task RunAsync(
        Func<CancellationToken, Task> read, Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (reading, writing) = (read(ending.Token), write(ending.Token));
        var first = await Task.WhenAny(reading, writing).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(reading, writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
    }
}
