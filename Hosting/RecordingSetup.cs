using System.Collections.Concurrent;
using Scanout.Hosting.Cli;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Recordings.Packing;
using Scanout.Pipeline.Recordings.Store;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting;

/// <summary>Puts together who records displays.</summary>
static class RecordingSetup
{
    public static void AddRecordings(this IServiceCollection services, ScanoutSettings settings)
    {
        services.AddSingleton<RecordingBoard>();
        if (settings.Recording.Directory.Length == 0)
        {
            services.AddSingleton(RecorderFactory.None);
            return;
        }
        services.AddSingleton(provider => OpenStore(settings.Recording, provider));
        services.AddSingleton<DiskThread>();
        services.AddSingleton(provider => RecorderSettingsOf(settings));
        services.AddSingleton(CreateFactory);
        services.AddSingleton(provider => new RecordingUpkeep(
            provider.GetRequiredService<RecordingStore>(), provider.GetRequiredService<RecorderSettings>().Secret, settings.Recording.Pack,
            provider.GetRequiredService<ILogger<RecordingUpkeep>>()));
    }

    static RecordingStore OpenStore(RecordingSettings recording, IServiceProvider provider)
    {
        try
        {
            return new RecordingStore(
                new RecordingStoreSettings
                {
                    Directory = recording.Directory, MaxBytes = recording.MaxBytes, MaxAge = recording.MaxAge, KeepFreeBytes = recording.KeepFreeBytes,
                },
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RecordingStore>>());
        }
        catch (RecordingStoppedException refusal)
        {
            throw new CommandException(refusal.Message, refusal);
        }
    }

    static RecorderSettings RecorderSettingsOf(ScanoutSettings settings)
    {
        var recording = settings.Recording;
        try
        {
            return new RecorderSettings
            {
                Host = settings.HostName,
                Writer = $"Scanout {ProgramVersion.Text}",
                Interval = TimeSpan.FromSeconds(1) / recording.Rate, KeyInterval = recording.KeyInterval,
                SegmentLength = recording.SegmentLength, SegmentBytes = recording.SegmentBytes, Quiet = recording.Quiet, Sync = recording.Sync,
                Secret = recording.KeyFile is null ? null : RecordingKey.Read(recording.KeyFile),
            };
        }
        catch (RecordingException refusal)
        {
            throw new CommandException(refusal.Message, refusal);
        }
    }

    static RecorderFactory CreateFactory(IServiceProvider provider)
    {
        var store = provider.GetRequiredService<RecordingStore>();
        var disk = provider.GetRequiredService<DiskThread>();
        var settings = provider.GetRequiredService<RecorderSettings>();
        var logger = provider.GetRequiredService<ILogger<Recorder>>();
        var histories = new ConcurrentDictionary<string, RecordingHistory>(StringComparer.Ordinal);
        return new RecorderFactory(
            display => new Recorder(
                display, settings, store, disk, histories.GetOrAdd(display.Surface.Name, _ => new RecordingHistory()), logger),
            () => store.TotalBytes)
        {
            Oldest = store.Oldest,
        };
    }
}
