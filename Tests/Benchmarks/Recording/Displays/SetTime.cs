namespace Scanout.Benchmarks.Recording.Displays;

/// <summary>
/// A clock that is set. Its timers are not run by it but by whoever sets it, one step at a time; setting a timer tells that who waits for it has done
/// what there was to do. Any thread.
/// </summary>
sealed class SetTime : TimeProvider
{
    static readonly DateTimeOffset Beginning = new(2026, 11, 26, 3, 12, 0, TimeSpan.Zero);

    readonly Lock gate = new();
    readonly List<SetTimer> timers = [];
    long ticks;

    /// <summary>A timer was set, on the thread that does it.</summary>
    public event Action? TimerSet;

    public TimeSpan Now => new(Volatile.Read(ref ticks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref ticks);

    public override DateTimeOffset GetUtcNow() => Beginning + Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SetTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (gate)
            timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan interval) => Volatile.Write(ref ticks, ticks + interval.Ticks);

    /// <summary>Runs the timers that are due; false where none is.</summary>
    public bool RunTimers()
    {
        var due = new List<SetTimer>();
        lock (gate)
            due.AddRange(timers.Where(timer => timer.TakeDue(Now)));
        due.ForEach(timer => timer.Run());
        return due.Count > 0;
    }

    sealed class SetTimer(SetTime time, Action run) : ITimer
    {
        long dueTicks = long.MaxValue;

        public Action Run { get; } = run;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Volatile.Write(ref dueTicks, dueTime < TimeSpan.Zero ? long.MaxValue : (time.Now + dueTime).Ticks);
            time.TimerSet?.Invoke();
            return true;
        }

        public bool TakeDue(TimeSpan now)
        {
            var due = Volatile.Read(ref dueTicks);
            return due <= now.Ticks && Interlocked.CompareExchange(ref dueTicks, long.MaxValue, due) == due;
        }

        public void Dispose()
        {
            lock (time.gate)
                time.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
