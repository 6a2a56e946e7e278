using Microsoft.Extensions.Hosting.Systemd;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Configuration.Hocon;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Access;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Screens;
using Scanout.Pipeline.Sinks.Rfb;
using Scanout.Pipeline.Sinks.Spice;

namespace Scanout.Hosting.Reload;

/// <summary>
/// Reads the configuration again while the service runs: whole, as at the start. With any fault nothing changes. Otherwise what can change without
/// a viewer being dropped does, and what can't is named. One at a time; any thread may.
/// </summary>
sealed class ConfigurationReload(
    HoconObject started, Func<SettingsResult> read, ActorHost actors, CaptureThreads captures, RfbSessionSettings rfb, SpiceSessionSettings spice,
    WebRights rights, ScreenThresholds thresholds, LogLevelSwitch level, Readiness readiness, ISystemdNotifier systemd, TimeProvider time, ILogger<ConfigurationReload> logger)
{
    readonly Lock gate = new();
    HoconObject? reread;

    public void Run()
    {
        lock (gate)
        {
            // Before the service is ready and once it ends, systemd waits for another word.
            var isTold = readiness.TryTell(() => systemd.Notify(new ServiceState($"RELOADING=1\nMONOTONIC_USEC={MonotonicMicroseconds}")));
            try
            {
                Change(read());
            }
            catch (Exception fault)
            {
                // On the signal's thread it would end the service, for a file that an operator has under his hands.
                logger.ReloadFailed(fault);
            }
            if (isTold)
                readiness.TryTell(() => systemd.Notify(ServiceState.Ready));
        }
    }

    /// <summary>CLOCK_MONOTONIC, which is what the system's timestamps are of.</summary>
    long MonotonicMicroseconds => (long)((Int128)time.GetTimestamp() * 1_000_000 / time.TimestampFrequency);

    void Change(SettingsResult result)
    {
        foreach (var fault in result.Faults)
            logger.ConfigurationFaulty(fault.ToString());
        foreach (var warning in result.Warnings)
            logger.ConfigurationWarning(warning.ToString());
        if (result.Settings is not { } settings)
        {
            logger.ConfigurationKept(result.Faults.Count);
            return;
        }
        PutInForce(settings);
        Tell(result.Tree);
    }

    void PutInForce(ScanoutSettings settings)
    {
        level.Change(settings.LogLevel);
        captures.Settings = new CaptureSettings(settings.Capture.Rate, settings.Capture.IdleInterval);
        // A faster rate is for viewers who come from here on; a slower one is for all.
        rfb.Interval = spice.Interval = captures.Settings.Interval;
        rights.Roles = settings.Web.Roles;
        thresholds.Current = settings.Screen;
        actors.Change(settings);
    }

    /// <summary>A key that needs a restart is told at every reload until it is as it was at the start, or there was a restart.</summary>
    void Tell(HoconObject tree)
    {
        var isRecording = actors.IsRecording;
        var live = ConfigurationChange.Between(reread ?? started, tree).Where(change => LiveKeys.Include(change.Path, isRecording)).ToList();
        var waiting = ConfigurationChange.Between(started, tree).Where(change => !LiveKeys.Include(change.Path, isRecording)).ToList();
        reread = tree;
        foreach (var change in live)
            logger.KeyInForce(change.Key, change.Origin.Place);
        foreach (var change in waiting)
            logger.KeyNeedsRestart(change.Key, change.Origin.Place);
        logger.ConfigurationReread(live.Count, waiting.Count);
    }
}
