using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Capture;

/// <summary>
/// The few threads that look at all displays: as many as there are cores. A thread that hangs in a device for longer than
/// <see cref="StallLimit"/> is replaced, and its display reported. All members may be called from any thread.
/// </summary>
public sealed class CaptureThreads : IDisposable
{
    /// <summary>How long a call into a device may last. With the watch's period, a stall is reported within a second.</summary>
    public static readonly TimeSpan StallLimit = TimeSpan.FromMilliseconds(700);

    static readonly TimeSpan WatchPeriod = TimeSpan.FromMilliseconds(200);

    readonly Lock gate = new();
    readonly List<CaptureThread> threads = [];
    readonly ITimer watch;
    CaptureSettings settings;
    int lastNumber;
    bool isDisposed;

    /// <param name="settings">How often to look.</param>
    /// <param name="count">How many threads; at least one.</param>
    /// <param name="timeProvider">The clock of deadlines and of the frames' times.</param>
    public CaptureThreads(CaptureSettings settings, int count, TimeProvider timeProvider)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        this.settings = settings;
        Clock = new CaptureClock(timeProvider);
        for (var i = 0; i < count; i++)
            threads.Add(StartThread());
        watch = timeProvider.CreateTimer(_ => ReplaceHungThreads(), null, WatchPeriod, WatchPeriod);
    }

    internal CaptureClock Clock { get; }

    /// <summary>How often to look; every display is looked at by it from now on.</summary>
    public CaptureSettings Settings
    {
        get => Volatile.Read(ref settings);
        set
        {
            Volatile.Write(ref settings, value);
            lock (gate)
                threads.ForEach(thread => thread.HastenAll());
        }
    }

    /// <summary>
    /// A display whose thread has not looked at it for so long after it was due; null where every thread does its work. A device that hangs is
    /// none: its thread was replaced, and it was reported. For limits beyond <see cref="StallLimit"/> and the watch's period.
    /// </summary>
    public string? FindSilent(TimeSpan limit)
    {
        CaptureThread[] now;
        lock (gate)
            now = [.. threads];
        return now.Select(thread => thread.FindSilent(limit)).FirstOrDefault(name => name is not null);
    }

    /// <summary>
    /// Opens a device and captures it into the surface from now on. Reports come on the pool or a capture thread and must not wait.
    /// </summary>
    public CaptureLease Start(IDeviceSource source, Surface surface, Action<CaptureReport> report)
    {
        var lease = new CaptureLease(surface, Settings, report) { Due = Clock.Now };
        ThreadPool.UnsafeQueueUserWorkItem(_ => Open(source, lease), null);
        return lease;
    }

    /// <summary>Stops every capture and waits for the threads that are not hung, at most for a second each.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isDisposed)
                return;
            isDisposed = true;
        }
        watch.Dispose();
        foreach (var thread in threads)
            thread.Stop();
        foreach (var thread in threads)
            thread.Thread.Join(TimeSpan.FromSeconds(1));
    }

    /// <summary>Gives a display to the thread that has the fewest; after the end, closes it.</summary>
    internal void Assign(CaptureLease lease)
    {
        lock (gate)
        {
            if (!isDisposed)
            {
                threads.MinBy(thread => thread.Count)!.Add(lease);
                return;
            }
        }
        lease.Stop();
        TryRun(lease);
    }

    /// <summary>The earliest that a display that is wanted sooner may be looked at: full rate is the limit.</summary>
    internal TimeSpan Earliest(CaptureLease lease, TimeSpan now) =>
        lease.LastLook + Settings.Interval is var limit && limit > now ? limit : now;

    /// <summary>One look; a fault of ours ends that display's capture and nothing else.</summary>
    internal bool TryRun(CaptureLease lease)
    {
        try
        {
            return lease.Run(Clock);
        }
        catch (Exception fault)
        {
            lease.Fail(fault);
            return false;
        }
    }

    void Open(IDeviceSource source, CaptureLease lease)
    {
        try
        {
            if (lease.TryOpen(source))
                Assign(lease);
        }
        catch (Exception fault)
        {
            lease.Fail(fault);
        }
    }

    CaptureThread StartThread()
    {
        var thread = new CaptureThread(this, ++lastNumber);
        thread.Thread.Start();
        return thread;
    }

    void ReplaceHungThreads()
    {
        lock (gate)
        {
            for (var i = 0; i < threads.Count && !isDisposed; i++)
            {
                if (!threads[i].TryGiveUp(StallLimit, out var others))
                    continue;
                threads[i] = StartThread();
                foreach (var lease in others)
                    threads[i].Add(lease);
            }
        }
    }
}
