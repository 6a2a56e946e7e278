using System.Collections.Concurrent;

namespace Scanout.Pipeline.Frames;

/// <summary>
/// Viewers' wishes for another size of a display's picture, on their way to its device. Any thread asks; the display's capture takes them.
/// </summary>
public sealed class SizeWishes
{
    /// <summary>A display without a device, or whose device hangs, answers nothing.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    const int MaxWaiting = 16;

    readonly ConcurrentQueue<SizeWish> waiting = new();
    readonly Action hasten;
    readonly TimeProvider timeProvider;

    /// <param name="hasten">Has the display looked at soon.</param>
    /// <param name="timeProvider">The clock of the wait.</param>
    internal SizeWishes(Action hasten, TimeProvider timeProvider) => (this.hasten, this.timeProvider) = (hasten, timeProvider);

    /// <summary>Passes a wish on and waits for the device's answer, but not for long.</summary>
    public async Task<ResizeAnswer> AskAsync(int widthPixels, int heightPixels, CancellationToken cancellationToken)
    {
        if (waiting.Count >= MaxWaiting)
            return ResizeAnswer.Failed;
        var wish = new SizeWish(widthPixels, heightPixels);
        waiting.Enqueue(wish);
        hasten();
        try
        {
            return await wish.Answered.WaitAsync(Patience, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A device that comes back later is not to be bothered with it.
            wish.Answer(ResizeAnswer.Unsupported);
            return await wish.Answered.ConfigureAwait(false);
        }
    }

    /// <summary>The next wish that somebody still waits for.</summary>
    internal bool TryTake(out SizeWish wish)
    {
        while (waiting.TryDequeue(out wish!))
            if (!wish.Answered.IsCompleted)
                return true;
        return false;
    }
}
