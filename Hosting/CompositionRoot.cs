using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Options;
using Scanout.Hosting.Cluster;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Configuration.Hocon;
using Scanout.Hosting.Playbacks;
using Scanout.Hosting.Systemd;
using Scanout.Hosting.Telemetry;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Access;
using Scanout.Hosting.Web.Console;
using Scanout.Hosting.Web.Past;
using Scanout.Hosting.Web.Playbacks;
using Scanout.Hosting.Web.Recordings;
using Scanout.Hosting.Web.Spice;
using Scanout.Hosting.Web.Viewers;
using Scanout.Hosting.Web.Wall;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices.Qemu;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Input;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Hosting;

/// <summary>The composition root: puts the service together from its settings.</summary>
static class CompositionRoot
{
    /// <summary>Of all displays together, those that have not yet logged in among them. A SPICE viewer has four.</summary>
    const long MaxWebSockets = 4096;

    /// <param name="settings">What was read and checked.</param>
    /// <param name="tree">The configuration as it was read, for what else asks the host's configuration.</param>
    /// <param name="replace">Puts a test's own parts in the place of others; null where there are none.</param>
    public static WebApplication Build(ScanoutSettings settings, HoconObject tree, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "scanout" });
        builder.Configuration.Sources.Clear();
        ((IConfigurationBuilder)builder.Configuration).Add(new HoconConfigurationSource(tree));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentUpgradedConnections = MaxWebSockets;
            kestrel.Listen(settings.Web.Address, settings.Web.Port, listen => listen.UseWebTls(settings.Web));
            if (settings.Spice.Enabled)
                kestrel.Listen(SpiceHttpEndPoint.Instance, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.AddLogging(settings);
        builder.AddTelemetry(settings);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(3));

        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<TilePool>();
        services.AddSingleton<ViewerCounts>();
        services.AddSingleton(CreateAudiences);
        services.AddSingleton<Readiness>();
        services.AddSingleton(Health.Create);
        services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
        services.AddSingleton(new CaptureSettings(settings.Capture.Rate, settings.Capture.IdleInterval));
        services.AddAccess(settings);
        services.AddRecordings(settings);
        services.AddSingleton(provider => new CaptureThreads(
            provider.GetRequiredService<CaptureSettings>(), settings.Capture.Threads ?? Environment.ProcessorCount,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SpiceDoors>();
        services.AddSingleton<SpiceHttpTransport>();
        services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<SpiceHttpTransport>());
        // The last of them is the one that is asked first, and by everybody who asks for one.
        services.AddSingleton<IConnectionListenerFactory>(provider => new SocketTransportFactory(
            Options.Create(new SocketTransportOptions { UnsafePreferInlineScheduling = true }), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ActorHost>();
        services.AddHostedService(provider => provider.GetRequiredService<ActorHost>());
        services.AddSingleton(Watchdog.Create);
        services.AddHostedService(provider => provider.GetRequiredService<Watchdog>());
        services.AddSingleton(provider => provider.GetRequiredService<ActorHost>().Displays);
        services.AddSingleton(provider => provider.GetRequiredService<ActorHost>().Viewers);
        services.AddSingleton<IRecordingOpener, TimelineOpener>();
        services.AddSingleton<PlaybackDirectory>();
        services.AddCluster(settings);
        services.AddWall();
        services.AddPast();
        services.AddConsole();
        services.AddSingleton<VncWebSocket>();

        replace?.Invoke(services);

        var app = builder.Build();
        app.Services.GetRequiredService<HostGauges>();
        app.Services.GetRequiredService<ProcessGauges>();
        app.Services.GetRequiredService<DisplayGauges>();
        app.Services.GetRequiredService<ClusterGauges>();
        app.UseRequestFailures();
        app.UseRequestLimits();
        app.UseViewerWebSockets();
        app.UseSpicePorts();
        // The pages' files are nobody's secret, and who is to sign in needs them.
        app.UsePageFiles();
        app.UseWebAccess();
        app.MapSession();
        app.MapApiTokens();
        app.MapOperatorPages();
        app.MapWall();
        app.MapThumbnails();
        app.MapDisplays();
        app.MapViewerFiles();
        app.MapViewers();
        app.MapRecordings();
        app.MapPlaybacks();
        app.MapPast();
        app.MapConsole();
        VncWebSocket.Map(app);
        app.MapSpiceWebSockets();
        app.MapTokens();
        app.MapCluster();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics").RequireMetrics();
        app.MapGet("/api", () => Results.Text(
            "Scanout\n\n/api/displays\n/api/displays/NAME/snapshot\n/api/displays/NAME/viewer.vv\n"
            + "/api/displays/NAME/viewers\n/api/displays/NAME/control\n/api/displays/NAME/past\n"
            + "/vnc/NAME\n/spice/NAME\n/api/viewers\n/api/recordings\n/api/playbacks\n/api/cluster/displays\n/api/cluster/hosts\n"
            + "/hosts/HOST/...\n/metrics\n/health/live\n/health/ready\n")).AllowAnonymous();
        return app;
    }

    /// <summary>The displays' audiences, with a way to the VM of each display whose QMP socket the configuration names.</summary>
    static AudienceDirectory CreateAudiences(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<ScanoutSettings>();
        var timeProvider = provider.GetRequiredService<TimeProvider>();
        var logger = provider.GetRequiredService<ILogger<QmpInput>>();
        return new AudienceDirectory(settings.Vnc.Audience, InputOf, timeProvider);

        IInputTarget? InputOf(string display) => settings.Displays.GetValueOrDefault(display)?.Qmp is { } path
            ? new QmpInput(display, path, timeProvider, logger)
            : null;
    }
}
