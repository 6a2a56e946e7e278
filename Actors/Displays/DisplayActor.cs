using Microsoft.Extensions.Logging;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Frames;

namespace Scanout.Actors.Displays;

/// <summary>
/// Sees to it that one display is captured: has its device opened, listens to what the capture reports, opens it again with back-off when it is
/// lost, and has a notice shown while there is no picture. One per display that is plugged; supervised by <see cref="DisplaysActor"/>.
/// </summary>
sealed class DisplayActor : ReceiveActor, IWithTimers
{
    /// <summary>A refusal that is over sooner is not worth darkening the screen for.</summary>
    static readonly TimeSpan NoticeDelay = TimeSpan.FromMilliseconds(400);

    readonly Surface surface;
    readonly IDeviceSource source;
    readonly CaptureThreads captureThreads;
    readonly Backoff backoff;
    readonly ILogger logger;
    CaptureLease? lease;
    object? attempt;
    DisplayState state = DisplayState.Starting;

    public DisplayActor(Surface surface, IDeviceSource source, CaptureThreads captureThreads, Backoff backoff, ILogger logger)
    {
        (this.surface, this.source, this.captureThreads, this.backoff, this.logger) = (surface, source, captureThreads, backoff, logger);
        Receive<OpenDevice>(_ => Open());
        Receive<CaptureReported>(Take, reported => reported.Attempt == attempt);
        Receive<CaptureReported>(_ => { }); // of an attempt that was given up
        Receive<CallDisplay>(_ => Sender.Tell(new DisplayAnswered(surface.Name)));
        Receive<ShowNotice>(notice => surface.ShowNoticeSoon(notice.Headline, notice.Detail));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Open();

    protected override void PostRestart(Exception reason) =>
        Timers.StartSingleTimer(nameof(OpenDevice), new OpenDevice(), backoff.Next());

    protected override void PostStop() => lease?.Stop();

    void Open()
    {
        var (self, mine) = (Self, new object());
        attempt = mine;
        lease = captureThreads.Start(source, surface, report => self.Tell(new CaptureReported(mine, report)));
    }

    void Take(CaptureReported reported)
    {
        var report = reported.Report;
        if (report.HasEnded)
            lease = null;
        switch (report.Condition)
        {
            case CaptureCondition.Running:
                backoff.Reset();
                Become(DisplayState.Running, report, notice: null);
                return;
            case CaptureCondition.Disabled:
                Become(DisplayState.Off, report, "display off");
                return;
            case CaptureCondition.Refused:
                Become(DisplayState.Refused, report, "no picture");
                return;
            case CaptureCondition.Stalled:
                Become(DisplayState.Failing, report, "no picture");
                return;
            case CaptureCondition.Unopened:
                // What is lost stays so until it can be opened again.
                Become(state == DisplayState.Lost && !report.IsLasting ? state : DisplayState.Refused, report, "no picture");
                if (report.IsLasting)
                    return; // To try again would disturb the device, and the answer would be the same.
                break;
            case CaptureCondition.Lost:
                Become(DisplayState.Lost, report, "no signal");
                break;
            case CaptureCondition.Failed:
                Become(DisplayState.Failing, report, "no picture");
                throw new CaptureFailedException(report.Reason ?? "");
            default:
                return;
        }
        Timers.StartSingleTimer(nameof(OpenDevice), new OpenDevice(), backoff.Next());
    }

    void Become(DisplayState next, CaptureReport report, string? notice)
    {
        if (next != state)
            logger.DisplayChanged(surface.Name, source.Description, next, report.Reason ?? "its picture is read");
        state = next;
        Context.Parent.Tell(new DisplayChanged(surface.Name, next, report.Reason, report.DeviceId, report.Facts));
        Timers.Cancel(nameof(ShowNotice));
        if (notice is not null)
            Timers.StartSingleTimer(
                nameof(ShowNotice), new ShowNotice(notice, report.Reason ?? ""), next == DisplayState.Lost ? TimeSpan.Zero : NoticeDelay);
    }
}
