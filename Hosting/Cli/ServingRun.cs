using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Scanout.Codecs.Jpeg;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Reload;
using Scanout.Hosting.Web.Spice;

namespace Scanout.Hosting.Cli;

/// <summary>Runs the service for a command: prints its addresses, then that it is ready, and returns when it was told to stop.</summary>
static class ServingRun
{
    /// <param name="loaded">The configuration as it was read.</param>
    /// <param name="settings">What of it counts.</param>
    /// <param name="begin">Done before it is ready.</param>
    /// <param name="readAgain">Reads the configuration anew, on SIGHUP; null where there is none that may change.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<int> RunAsync(
        SettingsResult loaded, ScanoutSettings settings, Func<IServiceProvider, CancellationToken, Task>? begin, Func<SettingsResult>? readAgain,
        CancellationToken cancellationToken)
    {
        await using var app = CompositionRoot.Build(settings, loaded.Tree);
        using var reload = readAgain is null
            ? null : ReloadSignal.Taking(ActivatorUtilities.CreateInstance<ConfigurationReload>(app.Services, loaded.Tree, readAgain));
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
        if (begin is not null)
            await begin(app.Services, cancellationToken);
        foreach (var address in app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses)
            if (!SpiceHttpEndPoint.IsAddress(address))
                Console.WriteLine($"scanout: web {address}");
        Console.WriteLine("scanout: ready");
        await app.WaitForShutdownAsync(CancellationToken.None);
        return ExitCodes.Success;
    }
}
