using Microsoft.Extensions.Time.Testing;
using Scanout.Tests.Pipeline.Recordings.Store;

namespace Scanout.Tests.Pipeline.Sinks.Recording;

/// <summary>
/// A clock that a test sets, and that knows what a recorder does: it sets its timer at the end of each step, and makes a step when the timer rings. Any thread.
/// </summary>
sealed class SteppedTime() : FakeTimeProvider(StoreFixture.Start)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly object gate = new();
    readonly List<Action> rings = [];
    long steps;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
            rings.Add(() => callback(state));
        return new CountedTimer(base.CreateTimer(callback, state, dueTime, period), this);
    }

    /// <summary>Returns when a step is over that began after the call, or <paramref name="hasEnded"/>.</summary>
    public void AwaitStep(Func<bool> hasEnded)
    {
        // One may be under way.
        for (var round = 0; round < 2; round++)
            lock (gate)
            {
                var before = steps;
                rings.ForEach(ring => ring());
                for (var waited = 0; steps == before && !hasEnded(); waited++)
                    if (!Monitor.Wait(gate, TimeSpan.FromMilliseconds(5)) && waited * 5 > Patience.TotalMilliseconds)
                        Assert.Fail("the recorder does not come to rest");
            }
    }

    void StepEnded()
    {
        lock (gate)
        {
            steps++;
            Monitor.PulseAll(gate);
        }
    }

    sealed class CountedTimer(ITimer timer, SteppedTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isChanged = timer.Change(dueTime, period);
            time.StepEnded();
            return isChanged;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
