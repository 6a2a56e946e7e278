using System.Diagnostics.CodeAnalysis;

namespace Scanout.Actors.Kernel;

/// <summary>A timer is due; the scheduler knows whether it is still wanted.</summary>
sealed record TimerMessage(TimerScheduler Scheduler, object Key, long Generation);

sealed class TimerScheduler(LocalActorRef self, TimeProvider clock) : ITimerScheduler
{
    readonly Dictionary<object, Entry> entries = [];
    long generation;

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, Timeout.InfiniteTimeSpan);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Start(key, msg, interval, interval);
    }

    public void Cancel(object key)
    {
        if (entries.Remove(key, out var entry))
            entry.Timer.Dispose();
    }

    public void CancelAll()
    {
        foreach (var entry in entries.Values)
            entry.Timer.Dispose();
        entries.Clear();
    }

    public bool IsTimerActive(object key) => entries.ContainsKey(key);

    /// <summary>The message to deliver for a timer that was due, unless it has been cancelled or started anew since.</summary>
    public bool TryTake(TimerMessage due, [NotNullWhen(true)] out object? message)
    {
        message = null;
        if (!entries.TryGetValue(due.Key, out var entry) || entry.Generation != due.Generation)
            return false;
        if (!entry.IsPeriodic)
            Cancel(due.Key);
        message = entry.Message;
        return true;
    }

    void Start(object key, object message, TimeSpan due, TimeSpan period)
    {
        Cancel(key);
        var timerMessage = new TimerMessage(this, key, ++generation);
        var timer = clock.CreateTimer(_ => self.Tell(timerMessage, ActorRefs.NoSender), null, due, period);
        entries.Add(key, new Entry(timer, message, generation, period != Timeout.InfiniteTimeSpan));
    }

    sealed record Entry(ITimer Timer, object Message, long Generation, bool IsPeriodic);
}
