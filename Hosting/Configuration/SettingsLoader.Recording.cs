using Scanout.Hosting.Configuration.Hocon;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting.Configuration;

/// <summary>What is recorded, where to, and how much of it is kept.</summary>
public static partial class SettingsLoader
{
    const long MiB = 1L << 20;
    const long GiB = 1L << 30;
    const long TiB = 1L << 40;

    /// <summary>So many segments there is to be room for at least: with fewer, retention takes away most of what there is at once.</summary>
    const int LeastSegments = 8;

    static RecordingSettings BindRecording(SettingsSection section)
    {
        var defaults = new RecordingSettings();
        var maxBytes = section.Text("max-bytes", "none") == "none"
            ? (long?)null : section.Size("max-bytes", LeastSegments * MiB, LeastSegments * MiB, 1024 * TiB);
        var segmentBytes = section.Size("segment-bytes", defaults.SegmentBytes, MiB, 16 * GiB);
        var settings = new RecordingSettings
        {
            Directory = section.Text("directory", defaults.Directory),
            Policy = ReadPolicy(section, "policy") ?? defaults.Policy,
            Rate = section.Number("rate", defaults.Rate, 1, 60),
            KeyInterval = section.Duration("key-interval", defaults.KeyInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            SegmentLength = section.Duration("segment-length", defaults.SegmentLength, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            SegmentBytes = Math.Min(segmentBytes, maxBytes / LeastSegments ?? segmentBytes),
            MaxAge = section.Text("max-age", "never") == "never"
                ? null : section.Duration("max-age", TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromDays(36500)),
            MaxBytes = maxBytes,
            KeepFreeBytes = section.Size("keep-free", defaults.KeepFreeBytes, 0, 1024 * TiB),
            Quiet = section.Duration("quiet", defaults.Quiet, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            Sync = section.Duration("sync", defaults.Sync, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            KeyFile = ReadKeyFile(section),
            Pack = section.Truth("pack", defaults.Pack),
        };
        if (settings.Policy != RecordingPolicy.Off)
            RequireDirectory(settings, section, "policy");
        section.FaultUnknown();
        return settings;
    }

    static void RequireDirectory(RecordingSettings recording, SettingsSection section, string key)
    {
        if (recording.Directory.Length == 0)
            section.Fault(key, "there is nowhere to record to: recording.directory names no directory");
    }

    /// <summary>Null where it is not said.</summary>
    static RecordingPolicy? ReadPolicy(SettingsSection section, string key)
    {
        if (section.OptionalText(key) is not { } text)
            return null;
        if (text == "on-activity")
            return RecordingPolicy.OnActivity;
        if (HoconUnits.TryTruth(text, out var truth))
            return truth ? RecordingPolicy.On : RecordingPolicy.Off;
        section.Fault(key, $"'{text}' is none of off, on, on-activity");
        return null;
    }
}
