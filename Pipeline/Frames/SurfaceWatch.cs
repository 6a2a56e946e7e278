namespace Scanout.Pipeline.Frames;

/// <summary>
/// One sink's interest in a surface: it is woken by each new frame, and says how often it wants one. Owned by the sink, whose
/// <see cref="Dispose"/> ends the interest.
/// </summary>
public sealed class SurfaceWatch : IDisposable
{
    readonly Surface surface;
    readonly Signal signal;
    long intervalTicks = Timeout.InfiniteTimeSpan.Ticks;

    internal SurfaceWatch(Surface surface, Signal signal) => (this.surface, this.signal) = (surface, signal);

    /// <summary>
    /// The sink has credit and wants pictures this often. The wish holds until it is renewed or withdrawn; the display is looked at soon
    /// where it was resting for want of a watcher.
    /// </summary>
    public void Ask(TimeSpan interval)
    {
        var before = Interlocked.Exchange(ref intervalTicks, interval.Ticks);
        if (before < 0 || interval.Ticks < before)
            surface.RaiseDemand();
    }

    /// <summary>The sink wants no pictures for now.</summary>
    public void Withdraw() => Volatile.Write(ref intervalTicks, Timeout.InfiniteTimeSpan.Ticks);

    /// <summary>Whether it is woken by each look at the device, not only by those that found something.</summary>
    internal bool WantsLooks { get; set; }

    /// <summary>How often the sink wants a picture; null where it doesn't.</summary>
    internal TimeSpan? Interval => Volatile.Read(ref intervalTicks) is >= 0 and var ticks ? new TimeSpan(ticks) : null;

    internal void Wake() => signal.Set();

    public void Dispose() => surface.Remove(this);
}
