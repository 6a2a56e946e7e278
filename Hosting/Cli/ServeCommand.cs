using System.CommandLine;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Scanout.Codecs.Jpeg;
using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout serve</c>: the service. Prints its addresses, then that it is ready, and runs until it is told to stop.</summary>
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
            var loaded = ConfigurationFile.Load(parsed.GetValue(config), overrides);
            if (loaded.Settings is not { } settings)
                return ConfigurationFile.Report(loaded);
            if (RecordingDirectory.Prepare(settings.Recording, loaded.Tree) is { } fault)
                return ConfigurationFile.Report(loaded with { Faults = [fault] });
            await using var app = CompositionRoot.Build(settings, loaded.Tree);
            foreach (var warning in loaded.Warnings)
                app.Logger.ConfigurationWarning(warning.ToString());
            if (JpegEncoder.WhyUnavailable is { } reason)
                app.Logger.NoJpeg(reason);
            try
            {
                await app.StartAsync(cancellationToken);
            }
            catch (IOException failure) when (failure.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
            {
                throw new CommandException($"web {settings.Web.Address}:{settings.Web.Port} is taken by another program", failure);
            }
            foreach (var address in app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses)
                Console.WriteLine($"scanout: web {address}");
            Console.WriteLine("scanout: ready");
            await app.WaitForShutdownAsync(CancellationToken.None);
            return ExitCodes.Success;
        });
        return command;
    }
}
