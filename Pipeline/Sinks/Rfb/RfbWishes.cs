using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// What the client wants, in the order in which it said so: put by the session's reading half, taken by its writing half between two updates. So a
/// fence is answered, and a format changes, at one definite place of the stream. Bounded: a client that says more than it takes is not read.
/// </summary>
sealed class RfbWishes
{
    const int MaxCount = 64;

    readonly Lock gate = new();
    readonly LinkedList<RfbWish> queue = [];
    readonly Signal room = new();

    /// <summary>Puts a wish; waits where the writing half is far behind. One at a time waits.</summary>
    public async ValueTask PutAsync(RfbWish wish, CancellationToken cancellationToken)
    {
        while (!TryPut(wish, MaxCount))
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts a wish of which there is but one.</summary>
    public void Put(RfbWish wish) => TryPut(wish, int.MaxValue);

    bool TryPut(RfbWish wish, int maxCount)
    {
        lock (gate)
        {
            if (wish is RfbWish.Update update && queue.Last is { Value: RfbWish.Update last } end)
            {
                end.Value = new RfbWish.Update(last.Area.Union(update.Area), last.WantsAll || update.WantsAll, update.FrameNumber);
                return true;
            }
            if (queue.Count >= maxCount)
                return false;
            queue.AddLast(wish);
            return true;
        }
    }

    /// <summary>Takes the next one. Update requests that nothing came between are one.</summary>
    public bool TryTake(out RfbWish? wish)
    {
        lock (gate)
        {
            wish = queue.First?.Value;
            if (wish is null)
                return false;
            queue.RemoveFirst();
        }
        room.Set();
        return true;
    }
}
