using Microsoft.Extensions.Hosting.Systemd;
using Scanout.Actors.Displays;
using Scanout.Actors.Viewers;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Listeners;
using Scanout.Hosting.Web;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Demo;
using Scanout.Pipeline.Devices.Regions;
using Scanout.Pipeline.Devices.Xwd;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks;

namespace Scanout.Hosting;

/// <summary>
/// Runs the actor system for as long as the service runs: starts displays and viewers, tells the displays what is plugged, and at the end
/// stops viewers first, then displays, then the capture threads.
/// </summary>
sealed class ActorHost : IHostedLifecycleService, IAsyncDisposable
{
    readonly ScanoutSettings settings;
    readonly CaptureThreads captureThreads;
    readonly DisplayFront front;
    readonly Readiness readiness;
    readonly ISystemdNotifier systemd;
    readonly TimeProvider timeProvider;
    readonly ILogger<ActorHost> logger;
    readonly ActorSystem system;
    RegionDirectory? regions;

    public ActorHost(
        ScanoutSettings settings, CaptureThreads captureThreads, TilePool pool, ViewerCounts viewers, IServiceProvider provider,
        Readiness readiness, ISystemdNotifier systemd, TimeProvider timeProvider, ILoggerFactory loggers)
    {
        (this.settings, this.captureThreads, this.readiness, this.timeProvider) = (settings, captureThreads, readiness, timeProvider);
        this.systemd = systemd;
        logger = loggers.CreateLogger<ActorHost>();
        system = ActorSystem.Create("scanout", ConfigurationFactory.ParseString(settings.AkkaText));
        var actorsLogger = loggers.CreateLogger("Scanout.Actors");
        Viewers = new ViewersRef(system.ActorOf(Props.Create(() => new ViewersActor(viewers, actorsLogger)), "viewers"));
        front = ActivatorUtilities.CreateInstance<DisplayFront>(provider, Viewers);
        Func<string, Surface> createSurface = name => new Surface(name, pool, timeProvider);
        IDisplayFront openFront = front;
        Displays = new DisplaysRef(system.ActorOf(
            Props.Create(() => new DisplaysActor(createSurface, openFront, captureThreads, actorsLogger)), "displays"));
    }

    public DisplaysRef Displays { get; }

    public ViewersRef Viewers { get; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var number = 1; number <= settings.Discovery.Demo; number++)
            Plug($"demo-{number}", new DemoSource($"demo-{number}", timeProvider));
        foreach (var (name, display) in settings.Displays)
            if (!string.IsNullOrEmpty(display.Xwd))
                Plug(name, new XwdSource(display.Xwd));
        if (settings.Discovery.Regions.Length > 0)
        {
            regions = new RegionDirectory(settings.Discovery.Regions, timeProvider, Take);
            regions.Start();
        }
        await Displays.ListAsync(cancellationToken);
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        readiness.IsReady = true;
        systemd.Notify(ServiceState.Ready);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.IsReady = false;
        systemd.Notify(ServiceState.Stopping);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        regions?.Dispose();
        await front.DisposeAsync();
        await system.Terminate();
        captureThreads.Dispose();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync() => await system.Terminate();

    void Take(RegionDirectoryChange change)
    {
        switch (change)
        {
            case RegionDirectoryChange.Appeared appeared:
                Plug(appeared.Name, new RegionSource(appeared.Path, timeProvider));
                break;
            case RegionDirectoryChange.Vanished vanished:
                Displays.Actor.Tell(new UnplugDisplay(vanished.Name));
                break;
            case RegionDirectoryChange.Unreadable unreadable:
                logger.RegionsUnreadable(settings.Discovery.Regions, unreadable.Reason);
                break;
        }
    }

    void Plug(string name, IDeviceSource source) => Displays.Actor.Tell(new PlugDisplay(name, source));
}
