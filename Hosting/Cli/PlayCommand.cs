using System.CommandLine;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Playbacks;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Replay;
using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout play</c>: serves a recording as a display, by VNC, SPICE and the web's API, until it is told to stop.</summary>
static class PlayCommand
{
    public static Command Create()
    {
        var file = RecordingOptions.File("A recording, or the directory of a display's recordings; it may still be recorded to.");
        var from = RecordingOptions.Moment("--from", "Where to begin, where it is not the beginning.");
        var speed = RecordingOptions.Speed();
        var paused = new Option<bool>("--paused") { Description = "Show the first picture and wait." };
        var port = PortOption("--port", "The VNC port, where it is not to be the first free one of the configuration's.");
        var webPort = PortOption("--web-port", "The web's port, where it is not to be any that is free.");
        var key = RecordingOptions.Key();
        var config = CommandOptions.Config();
        var command = new Command("play", "Serves a recording as a display.") { file, from, speed, paused, port, webPort, key, config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var loaded = ConfigurationFile.Load(parsed.GetValue(config));
            if (loaded.Settings is not { } configured)
                return ConfigurationFile.Report(loaded);
            var path = Path.GetFullPath(parsed.GetValue(file)!);
            var keyFile = parsed.GetValue(key) ?? configured.Recording.KeyFile;
            var name = NameOf(path, keyFile);
            var settings = SettingsOf(configured, parsed.GetValue(port), parsed.GetValue(webPort));
            return await ServingRun.RunAsync(loaded, settings, PlayAsync, readAgain: null, cancellationToken);

            async Task PlayAsync(IServiceProvider services, CancellationToken starting)
            {
                try
                {
                    await services.GetRequiredService<PlaybackDirectory>().PlayAsync(name, path, keyFile, Begin, starting);
                }
                catch (PlaybackRefusedException refusal)
                {
                    throw new CommandException(refusal.Message, refusal);
                }
                var display = (await services.GetRequiredService<DisplaysRef>().ListAsync(starting)).Displays[0];
                if (display.Addresses is { IsTaken: true, Vnc: null })
                    throw new CommandException($"VNC has no port: {settings.Vnc.Ports} is taken or not allowed");
            }

            void Begin(Playback playback)
            {
                playback.Speed = parsed.GetValue(speed) ?? 1;
                playback.IsPaused = parsed.GetValue(paused);
                if (parsed.GetValue(from) is not { } text)
                    return;
                playback.Seek(PlaybackMoment.TryParse(text, playback, out var moment)
                    ? moment : throw new CommandException($"--from: the clock never showed {text}"));
            }
        });
        return command;
    }

    static Option<int?> PortOption(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var port) || port is < 0 or > 65535))
                result.AddError($"{name} takes 0 to 65535; 0 is any that is free");
        });
        return option;
    }

    /// <summary>The recorded display's, as far as it is one for a display.</summary>
    static string NameOf(string path, string? keyFile)
    {
        using var recording = RecordingOptions.Told(() => RecordingTimeline.Open(path, keyFile));
        return DisplayName.IsValid(recording.Display) ? recording.Display : "recording";
    }

    /// <summary>Who is let in, and where, is the service's to say; what else it does is not done here.</summary>
    static ScanoutSettings SettingsOf(ScanoutSettings configured, int? port, int? webPort) => configured with
    {
        Discovery = new DiscoverySettings { Regions = "", Mdev = false },
        Displays = new Dictionary<string, DisplaySettings>(),
        Recording = new RecordingSettings(),
        Vnc = configured.Vnc with
        {
            Enabled = true, Unix = null, Ports = port is { } given ? new PortRange(given, given) : configured.Vnc.Ports,
        },
        Spice = configured.Spice with { Unix = null },
        Web = configured.Web with { Port = webPort ?? 0 },
    };
}
