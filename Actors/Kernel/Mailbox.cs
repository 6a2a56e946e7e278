namespace Scanout.Actors.Kernel;

/// <summary>
/// The messages of one actor, and its turns on the thread pool. It is queued to the pool when its first message comes, handles a batch, and queues
/// itself again while there is more: no two threads are ever in the same actor, none is in an idle one, and none is held by a busy one.
/// </summary>
sealed class Mailbox(ActorCell cell) : IThreadPoolWorkItem
{
    const int BatchSize = 30;

    // The status word: in the pool's queue or running; an asynchronous handler has not ended; above them, how often suspended.
    const int Scheduled = 1;
    const int Awaiting = 2;
    const int OneSuspension = 4;

    readonly MessageQueue<SystemMessage> systemMessages = new();
    readonly MessageQueue<Envelope> messages = new();

    // Messages from the stash, the next on top; touched by the running thread only.
    Stack<Envelope>? unstashed;
    int status;

    public bool IsAwaiting => (Volatile.Read(ref status) & Awaiting) != 0;

    /// <summary>Whether messages other than system messages have to wait.</summary>
    public bool IsPaused => Volatile.Read(ref status) >= Awaiting;

    bool HasWork => systemMessages.HasItems || (!IsPaused && (messages.HasItems || unstashed is { Count: > 0 }));

    public void Post(Envelope envelope)
    {
        messages.Enqueue(envelope);
        Schedule(alsoPaused: false);
    }

    public void Post(SystemMessage message)
    {
        systemMessages.Enqueue(message);
        Schedule(alsoPaused: true);
    }

    /// <summary>Puts a message before all others. Of the members below, all are for the running thread.</summary>
    public void Prepend(Envelope envelope) => (unstashed ??= []).Push(envelope);

    public void Suspend() => Interlocked.Add(ref status, OneSuspension);

    /// <summary>Takes back one suspension; without one it does nothing, as for a child that was born while its parent was suspended.</summary>
    public void Resume()
    {
        if (status >= OneSuspension)
            Interlocked.Add(ref status, -OneSuspension);
    }

    public void BeginAwait() => Interlocked.Or(ref status, Awaiting);

    public void EndAwait() => Interlocked.And(ref status, ~Awaiting);

    /// <summary>Takes back every reason to wait: what is left, and what still comes, is for the dead letters.</summary>
    public void Release() => Interlocked.And(ref status, Scheduled);

    void IThreadPoolWorkItem.Execute()
    {
        ActorCell.Current = cell;
        try
        {
            HandleSystemMessages();
            for (var handled = 0; handled < BatchSize && !IsPaused && TryTake(out var envelope); handled++)
            {
                cell.Handle(envelope);
                HandleSystemMessages();
            }
        }
        finally
        {
            ActorCell.Current = null;
            Interlocked.And(ref status, ~Scheduled);
            if (HasWork)
                Schedule(alsoPaused: true);
        }
    }

    void HandleSystemMessages()
    {
        while (systemMessages.TryDequeue(out var message))
            cell.Handle(message);
    }

    bool TryTake(out Envelope envelope) =>
        (unstashed is not null && unstashed.TryPop(out envelope)) || messages.TryDequeue(out envelope);

    void Schedule(bool alsoPaused)
    {
        // The message must be linked before the status is read: either this thread sees that nobody runs, or who runs sees the message.
        Interlocked.MemoryBarrier();
        while (true)
        {
            var seen = Volatile.Read(ref status);
            if ((seen & Scheduled) != 0 || (seen >= Awaiting && !alsoPaused))
                return;
            if (Interlocked.CompareExchange(ref status, seen | Scheduled, seen) == seen)
                break;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
