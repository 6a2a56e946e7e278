namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// What the client wants, in the order in which it said so: put by the session's reading half, taken by its writing half between two updates. So a
/// fence is answered, and a format changes, at one definite place of the stream. Bounded: a client that asks for more than it takes is not read.
/// </summary>
sealed class RfbWishes
{
    const int MaxCount = 64;

    readonly Lock gate = new();
    readonly Queue<RfbWish> queue = [];
    readonly SemaphoreSlim room = new(MaxCount);
    RfbWish.Update? lastUpdate;

    /// <summary>Puts a wish; waits where the writing half is far behind.</summary>
    public async ValueTask PutAsync(RfbWish wish, CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            queue.Enqueue(wish);
            lastUpdate = null;
        }
    }

    /// <summary>Puts an update request, which becomes one with the request before it where that was not yet taken.</summary>
    public async ValueTask PutAsync(RfbWish.Update request, CancellationToken cancellationToken)
    {
        lock (gate)
            if (lastUpdate is not null)
            {
                lastUpdate = new RfbWish.Update(
                    lastUpdate.Area.Union(request.Area), lastUpdate.WantsAll || request.WantsAll, request.FrameNumber);
                return;
            }
        await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            queue.Enqueue(request);
            lastUpdate = request;
        }
    }

    /// <summary>Takes the next one.</summary>
    public bool TryTake(out RfbWish? wish)
    {
        lock (gate)
        {
            if (!queue.TryDequeue(out wish))
                return false;
            // The request at the end of the queue is the one that others may have been joined to.
            if (queue.Count == 0 && wish is RfbWish.Update && lastUpdate is not null)
                (wish, lastUpdate) = (lastUpdate, null);
        }
        room.Release();
        return true;
    }
}
