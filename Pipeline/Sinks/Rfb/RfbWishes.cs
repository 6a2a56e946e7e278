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
    readonly Queue<RfbWish> queue = [];
    readonly Signal room = new();
    RfbWish.Update? newest;

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
            if (wish is RfbWish.Update update && newest is not null)
            {
                newest = new RfbWish.Update(newest.Area.Union(update.Area), newest.WantsAll || update.WantsAll, update.FrameNumber);
                return true;
            }
            if (queue.Count >= maxCount)
                return false;
            queue.Enqueue(wish);
            newest = wish as RfbWish.Update;
            return true;
        }
    }

    /// <summary>Takes the next one. Update requests that nothing came between are one.</summary>
    public bool TryTake(out RfbWish? wish)
    {
        lock (gate)
        {
            if (!queue.TryDequeue(out wish))
                return false;
            if (queue.Count == 0 && newest is not null)
                (wish, newest) = (newest, null);
        }
        room.Set();
        return true;
    }
}
