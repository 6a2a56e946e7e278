using System.Diagnostics.CodeAnalysis;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Capture;

/// <summary>
/// One display's capture, from <see cref="CaptureThreads.Start"/> until its report that says that it has ended: the device is opened on the
/// thread pool, looked at on a capture thread, and closed where it was last looked at.
/// </summary>
/// <remarks>What it holds is its thread's, under that thread's lock; only <see cref="Stop"/> may be called by others.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "The capture is closed by the thread that last looked, before the last report.")]
public sealed class CaptureLease
{
    readonly Surface surface;
    readonly Cadence cadence;
    readonly CaptureMeter meter;
    readonly Action<CaptureReport> report;
    DisplayCapture? capture;
    CaptureReport? lastReport;
    long endNoticed;
    CaptureOutcome lastOutcome;

    internal CaptureLease(Surface surface, CaptureSettings settings, Action<CaptureReport> report)
    {
        this.surface = surface;
        this.report = report;
        cadence = new Cadence(settings);
        meter = new CaptureMeter(surface.Name);
        surface.DemandRaised += OnDemandRaised;
    }

    /// <summary>The thread that serves it; another one once that thread hangs in somebody's device. Null while the device is being opened.</summary>
    internal CaptureThread? Thread { get; set; }

    /// <summary>When it is to be looked at next, on the threads' clock.</summary>
    internal TimeSpan Due { get; set; }

    /// <summary>When the last look began.</summary>
    internal TimeSpan LastLook { get; private set; }

    internal bool IsStopping { get; private set; }

    /// <summary>The display's.</summary>
    internal string Name => surface.Name;

    /// <summary>Asks for the end; the report <see cref="CaptureCondition.Stopped"/> follows once the device is closed.</summary>
    public void Stop()
    {
        if (!IsStopping)
        {
            Volatile.Write(ref endNoticed, surface.TimeProvider.GetTimestamp());
            DeviceReleases.Begin(this, surface.TimeProvider);
        }
        IsStopping = true;
        Thread?.Hasten(this);
    }

    /// <summary>Opens the device. False where the capture has ended with that.</summary>
    internal bool TryOpen(IDeviceSource source)
    {
        try
        {
            capture = new DisplayCapture(source.Open(), surface);
            return true;
        }
        catch (DeviceException refusal)
        {
            return End(new CaptureReport(CaptureCondition.Unopened, refusal.Message, IsLasting: refusal.IsLasting));
        }
    }

    /// <summary>Polls once. False where the capture has ended.</summary>
    internal bool Run(CaptureClock clock)
    {
        if (IsStopping)
            return End(new CaptureReport(CaptureCondition.Stopped, null));
        var began = LastLook = clock.Now;
        lastOutcome = capture!.Poll();
        surface.CountLook();
        meter.Polled(lastOutcome, capture.TilesChanged, clock.Now - began);
        if (lastOutcome == CaptureOutcome.Lost)
            return End(new CaptureReport(CaptureCondition.Lost, capture.Reason));
        if (lastOutcome != CaptureOutcome.Pending)
            TellCondition();
        return true;
    }

    /// <summary>Plans the next poll. Under the thread's lock, so that a wish that is raised meanwhile is either seen here or hastens it after.</summary>
    internal void Plan(CaptureSettings settings)
    {
        cadence.Change(settings);
        Due = IsStopping ? LastLook : cadence.Next(lastOutcome, LastLook, surface.Demand, surface.IsBeingTypedAt);
        meter.Planned(Due - LastLook);
    }

    /// <summary>The capture broke: it is closed and the fault told.</summary>
    internal void Fail(Exception fault) => End(new CaptureReport(CaptureCondition.Failed, fault.Message));

    /// <summary>The call into its device has not returned for too long.</summary>
    internal void ReportStalled(TimeSpan since) =>
        Tell(new CaptureReport(CaptureCondition.Stalled, $"a call into the device has not returned for {since.TotalSeconds:0.0} s"));

    void TellCondition()
    {
        var condition = lastOutcome switch
        {
            CaptureOutcome.Disabled => CaptureCondition.Disabled,
            CaptureOutcome.Refused => CaptureCondition.Refused,
            _ => CaptureCondition.Running,
        };
        if (lastReport?.Condition != condition || lastReport.Reason != capture!.Reason || lastReport.Layout != capture.Layout)
            Tell(new CaptureReport(condition, capture!.Reason, capture.Layout, capture.Device.Id) { Facts = capture.Device.Facts });
    }

    void Tell(CaptureReport next)
    {
        lastReport = next;
        report(next);
    }

    bool End(CaptureReport last)
    {
        surface.DemandRaised -= OnDemandRaised;
        if (capture is not null)
        {
            var noticed = IsStopping ? Volatile.Read(ref endNoticed) : surface.TimeProvider.GetTimestamp();
            capture.Dispose();
            meter.Released(surface.TimeProvider.GetElapsedTime(noticed));
        }
        meter.Planned(TimeSpan.Zero);
        DeviceReleases.End(this);
        Tell(last);
        return false;
    }

    void OnDemandRaised() => Thread?.Hasten(this);
}
