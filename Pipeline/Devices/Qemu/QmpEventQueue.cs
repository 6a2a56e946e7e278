using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices.Qemu;

/// <summary>
/// Events that wait for QEMU to take them: a pointer's move is joined to the move right before it, and where it is full, moves give way to
/// keys and buttons. A release is always taken: only what is down is released, so there are no more of them than there are keys.
/// Owned by one <see cref="QmpInput"/>, under whose lock events are added; taken by its one task.
/// </summary>
sealed class QmpEventQueue
{
    /// <summary>Some seconds of furious typing.</summary>
    public const int Capacity = 256;

    readonly Lock gate = new();
    readonly List<QmpEvent> events = [];
    readonly Signal signal = new();

    public int Count
    {
        get
        {
            lock (gate)
                return events.Count;
        }
    }

    /// <summary>False where it was full of events that can't be left out.</summary>
    public bool TryAdd(QmpEvent next)
    {
        lock (gate)
        {
            if (next.IsMove && events.Count > 0 && events[^1].Kind == next.Kind)
                events[^1] = events[^1].Then(next);
            else if (events.Count < Capacity || TryMakeRoom(next))
                events.Add(next);
            else
                return false;
        }
        signal.Set();
        return true;
    }

    public bool TryTake(out QmpEvent first)
    {
        lock (gate)
        {
            first = events.Count > 0 ? events[0] : default;
            if (events.Count == 0)
                return false;
            events.RemoveAt(0);
            return true;
        }
    }

    /// <summary>Returns when something was added since the last return.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => signal.WaitAsync(cancellationToken);

    /// <summary>Wakes the task that waits.</summary>
    public void Wake() => signal.Set();

    public void Clear()
    {
        lock (gate)
            events.Clear();
    }

    bool TryMakeRoom(QmpEvent next)
    {
        if (next.IsMove)
            return false;
        var newestMove = events.FindLastIndex(waiting => waiting.IsMove);
        if (newestMove >= 0)
            events.RemoveAt(newestMove);
        return newestMove >= 0 || next.IsRelease;
    }
}
