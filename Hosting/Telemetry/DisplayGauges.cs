using System.Diagnostics.Metrics;
using Scanout.Hosting.Web;
using Scanout.Pipeline;
using Scanout.Pipeline.Screens;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Hosting.Telemetry;

/// <summary>What is asked of displays at the moment of a scrape: who they are, their states, their screens, their viewers.</summary>
sealed class DisplayGauges : IDisposable
{
    /// <summary>By right: whoever may control counts as such, whether he does at the moment or not.</summary>
    static readonly (string Name, bool MayControl)[] Roles = [("control", true), ("view", false)];

    readonly Meter meter = new(PipelineMeter.Name);
    readonly DisplayBoard displays;
    readonly ScreenBoard screens;
    readonly ViewerCounts viewers;
    readonly AudienceDirectory audiences;

    public DisplayGauges(DisplayBoard displays, ScreenBoard screens, ViewerCounts viewers, AudienceDirectory audiences)
    {
        (this.displays, this.screens, this.viewers, this.audiences) = (displays, screens, viewers, audiences);
        meter.CreateObservableGauge("scanout.display.info", Infos, null, "1, with who a display is.");
        meter.CreateObservableGauge("scanout.display.state", States, null, "1 for the state that a display is in, 0 for the others.");
        meter.CreateObservableGauge(
            "scanout.display.plugged", () => displays.All.Select(display => new Measurement<int>(display.IsPlugged ? 1 : 0, Label("display", display.Name))),
            null, "1 while a display's device is there; 0 once it has gone, as that of a VM does that was shut down or has moved.");
        meter.CreateObservableGauge(
            "scanout.source_update",
            () => displays.All.Select(display => Of(Math.Round(display.Surface.UpdatesPerSecond, 2), display.Name)),
            "Hz", "How often a display's picture has changed lately, as far as it was looked at.");
        meter.CreateObservableGauge("scanout.screen.state", ScreenStates, null, "1 for what a display's screen looks like, 0 for the others.");
        meter.CreateObservableGauge(
            "scanout.screen.state_seconds", () => screens.All.Select(screen => Of(screen.Status.Elapsed.TotalSeconds, screen.Display)),
            null, "For how long a display's screen has looked like that.");
        meter.CreateObservableGauge("scanout.viewers", Viewers, null, "Viewers that have been let in.");
        meter.CreateObservableGauge(
            "scanout.last_viewer_timestamp_seconds",
            () => viewers.Last.Select(last => Of(last.At.ToUnixTimeMilliseconds() / 1000.0, last.Display)),
            null, "When a display had a viewer last, in seconds since 1970: now, where it has one.");
    }

    IEnumerable<Measurement<int>> Infos() => displays.All.Select(display => new Measurement<int>(
        1, Label("display", display.Name), Label("domain", display.Facts.Domain ?? display.Name),
        Label("uuid", display.Id == Guid.Empty ? "" : display.Id.ToString()), Label("device", display.Device),
        Label("driver", display.Facts.Driver ?? KindOf(display.Device)), Label("plane", display.Facts.Plane ?? "")));

    /// <summary>What has no driver of the kernel's is called by its kind: <c>region</c>, <c>demo</c>.</summary>
    static string KindOf(string device) => device.Split(' ', 2)[0];

    IEnumerable<Measurement<int>> States() =>
        from display in displays.All
        let current = DisplayRecord.StateOf(display)
        from state in DisplayRecord.States
        select new Measurement<int>(state == current ? 1 : 0, Label("display", display.Name), Label("state", state));

    IEnumerable<Measurement<int>> ScreenStates() =>
        from screen in screens.All
        from state in ScreenNames.All
        select new Measurement<int>(
            state == screen.Status.State ? 1 : 0, Label("display", screen.Display), Label("state", ScreenNames.Of(state)));

    /// <summary>Of every display and protocol that ever had a viewer.</summary>
    IEnumerable<Measurement<int>> Viewers()
    {
        var seats = audiences.Seats;
        return
            from known in viewers.All
            from role in Roles
            select new Measurement<int>(
                seats.Count(seat =>
                    seat.Display == known.Display && seat.Entry.Protocol == known.Protocol && seat.MayControl == role.MayControl),
                Label("display", known.Display), Label("protocol", known.Protocol), Label("role", role.Name));
    }

    static Measurement<double> Of(double value, string display) => new(value, Label("display", display));

    static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);

    public void Dispose() => meter.Dispose();
}
