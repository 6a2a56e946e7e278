namespace Scanout.Pipeline.Frames;

/// <summary>
/// One sink's interest in a surface: it is woken by each new frame, and says how often it wants one. Owned by the sink, whose
/// <see cref="Dispose"/> ends the interest.
/// </summary>
public sealed class SurfaceWatch : IDisposable
{
    const long None = -1;

    readonly Surface surface;
    readonly Signal signal;

    /// <summary>The interval's ticks, and beside them in the lowest bit whether the sink is patient; negative where it wants nothing.</summary>
    long wish = None;

    internal SurfaceWatch(Surface surface, Signal signal) => (this.surface, this.signal) = (surface, signal);

    /// <summary>
    /// The sink has credit and wants pictures this often. The wish holds until it is renewed or withdrawn; the display is looked at soon
    /// where it was resting for want of a watcher.
    /// </summary>
    /// <param name="interval">Between two pictures at least.</param>
    /// <param name="isPatient">
    /// Whether that holds for a picture that moves only: where no watcher is less patient, a display at rest is looked at less often and in part,
    /// so that the first change after a rest is seen within a second. A recording need not cost what a viewer costs.
    /// </param>
    public void Ask(TimeSpan interval, bool isPatient = false)
    {
        var demand = new SurfaceDemand(interval, isPatient);
        var before = Read(Interlocked.Exchange(ref wish, Math.Min(interval.Ticks, long.MaxValue >> 1) << 1 | (isPatient ? 1L : 0)));
        if (demand.Exceeds(before))
            surface.RaiseDemand();
    }

    /// <summary>The sink wants no pictures for now.</summary>
    public void Withdraw() => Volatile.Write(ref wish, None);

    /// <summary>Whether it is woken by each look at the device, not only by those that found something.</summary>
    internal bool WantsLooks { get; set; }

    /// <summary>How often the sink wants a picture; null where it doesn't.</summary>
    internal SurfaceDemand? Demand => Read(Volatile.Read(ref wish));

    internal void Wake() => signal.Set();

    static SurfaceDemand? Read(long wish) => wish < 0 ? null : new SurfaceDemand(new TimeSpan(wish >> 1), (wish & 1) != 0);

    public void Dispose() => surface.Remove(this);
}
