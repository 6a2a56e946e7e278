using System.CommandLine;
using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout serve</c>: the service, until it is told to stop.</summary>
static class ServeCommand
{
    public static Command Create()
    {
        var config = CommandOptions.Config();
        var demo = new Option<int?>("--demo") { Description = "Serve this many built-in demo displays.", HelpName = "N" };
        var command = new Command("serve", "Runs the service.") { demo, config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var overrides = parsed.GetValue(demo) is { } count ? new[] { ("scanout.discovery.demo", $"{count}") } : [];
            SettingsResult Read() => ConfigurationFile.Load(parsed.GetValue(config), overrides);
            var loaded = Read();
            if (loaded.Settings is not { } settings)
                return ConfigurationFile.Report(loaded);
            if (RecordingDirectory.Prepare(settings.Recording, loaded.Tree) is { } fault)
                return ConfigurationFile.Report(loaded with { Faults = [fault] });
            return await ServingRun.RunAsync(loaded, settings, begin: null, Read, cancellationToken);
        });
        return command;
    }
}
