namespace Scanout.Pipeline.Capture;

/// <summary>
/// One thread that looks at many displays, each at its deadline. Where a call into a device does not return, the thread is given up: its other
/// displays move to another thread, and it ends by itself once the call returns.
/// </summary>
sealed class CaptureThread
{
    readonly object gate = new();
    readonly CaptureThreads owner;
    readonly List<CaptureLease> leases = [];
    CaptureLease? current;
    TimeSpan currentSince;
    bool isGivenUp;
    bool isStopping;

    public CaptureThread(CaptureThreads owner, int number)
    {
        this.owner = owner;
        Thread = new Thread(Run) { Name = $"capture {number}", IsBackground = true };
    }

    public Thread Thread { get; }

    /// <summary>How many displays it serves.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return leases.Count + (current is null ? 0 : 1);
        }
    }

    public void Add(CaptureLease lease)
    {
        lock (gate)
        {
            lease.Thread = this;
            leases.Add(lease);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Looks at the display now, or as soon as its last look is over.</summary>
    public void Hasten(CaptureLease lease)
    {
        lock (gate)
        {
            var soon = owner.Clock.Now;
            if (!lease.IsStopping)
                soon = owner.Earliest(lease, soon);
            if (lease.Due <= soon)
                return;
            lease.Due = soon;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Looks at every display soon, whatever was planned, and plans anew then.</summary>
    public void HastenAll()
    {
        lock (gate)
        {
            foreach (var lease in leases)
                lease.Due = owner.Earliest(lease, owner.Clock.Now);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>The display that the thread owes a look, or that a look has not come back from, for longer than that; null where there is none.</summary>
    public string? FindSilent(TimeSpan limit)
    {
        lock (gate)
        {
            var now = owner.Clock.Now;
            return current is not null && now - currentSince >= limit ? current.Name : leases.Find(lease => now - lease.Due >= limit)?.Name;
        }
    }

    /// <summary>Ends the thread after its present look; its captures end with it.</summary>
    public void Stop()
    {
        lock (gate)
        {
            isStopping = true;
            foreach (var lease in leases)
                lease.Stop();
            current?.Stop();
            Monitor.Pulse(gate);
        }
    }

    /// <summary>
    /// Where the present call into a device has lasted longer than that: gives the thread up and hands out its other displays.
    /// </summary>
    public bool TryGiveUp(TimeSpan limit, out List<CaptureLease> others)
    {
        lock (gate)
        {
            others = [];
            if (current is null || owner.Clock.Now - currentSince < limit || isGivenUp)
                return false;
            isGivenUp = true;
            others.AddRange(leases);
            leases.Clear();
            current.ReportStalled(owner.Clock.Now - currentSince);
            return true;
        }
    }

    void Run()
    {
        while (TryTake(out var lease))
        {
            var goesOn = owner.TryRun(lease);
            if (!Put(lease, goesOn))
                return;
        }
    }

    /// <summary>Waits for the earliest deadline; false where the thread is to end.</summary>
    bool TryTake(out CaptureLease lease)
    {
        lock (gate)
        {
            for (;;)
            {
                lease = null!;
                foreach (var candidate in leases)
                    if (lease is null || candidate.Due < lease.Due)
                        lease = candidate;
                if (lease is null && isStopping)
                    return false;
                var wait = lease is null ? Timeout.InfiniteTimeSpan : lease.Due - owner.Clock.Now;
                if (lease is null)
                    Monitor.Wait(gate);
                else if (wait > TimeSpan.Zero)
                    Monitor.Wait(gate, (int)Math.Min(Math.Ceiling(wait.TotalMilliseconds), 60_000));
                else
                    break;
            }
            leases.Remove(lease);
            (current, currentSince) = (lease, owner.Clock.Now);
            return true;
        }
    }

    /// <summary>Takes a display back after its look; false where the thread was given up meanwhile.</summary>
    bool Put(CaptureLease lease, bool goesOn)
    {
        lock (gate)
        {
            current = null;
            if (goesOn)
                lease.Plan(owner.Settings);
            if (!isGivenUp)
            {
                if (goesOn)
                    leases.Add(lease);
                return true;
            }
        }
        if (goesOn)
            owner.Assign(lease);
        return false;
    }
}
