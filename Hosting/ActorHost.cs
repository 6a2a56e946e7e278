using Microsoft.Extensions.Hosting.Systemd;
using Scanout.Actors.Displays;
using Scanout.Actors.Viewers;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Listeners;
using Scanout.Hosting.Telemetry;
using Scanout.Hosting.Web;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings.Packing;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Hosting;

/// <summary>
/// Runs the actor system for as long as the service runs: starts displays, viewers, recorders and discovery, and at the end
/// stops viewers first, then recorders, then displays, then the capture threads.
/// </summary>
sealed class ActorHost : IHostedLifecycleService, IAsyncDisposable
{
    /// <summary>The service ends within five seconds, whatever the recordings' disk does.</summary>
    static readonly TimeSpan RecordersPatience = TimeSpan.FromSeconds(3);

    readonly CaptureThreads captureThreads;
    readonly AudienceDirectory audiences;
    readonly DisplayFront front;
    readonly Readiness readiness;
    readonly ISystemdNotifier systemd;
    readonly ActorSystem system;
    readonly Discovery discovery;
    readonly RecordersRef recorders;
    readonly RecordingUpkeep? upkeep;
    Task recordersStopped = Task.CompletedTask;

    public ActorHost(
        ScanoutSettings settings, CaptureThreads captureThreads, TilePool pool, ViewerCounts viewers, AudienceDirectory audiences,
        IServiceProvider provider, Readiness readiness, ISystemdNotifier systemd, TimeProvider timeProvider, ILoggerFactory loggers)
    {
        (this.captureThreads, this.audiences, this.readiness, this.systemd) = (captureThreads, audiences, readiness, systemd);
        system = ActorSystem.Create("scanout", ConfigurationFactory.ParseString(settings.AkkaText));
        var actorsLogger = loggers.CreateLogger("Scanout.Actors");
        Viewers = new ViewersRef(system.ActorOf(Props.Create(() => new ViewersActor(viewers, actorsLogger)), "viewers"));
        recorders = ActivatorUtilities.CreateInstance<RecordersRef>(provider, system);
        ActivatorUtilities.CreateInstance<TelemetryActors>(provider, system);
        upkeep = provider.GetService<RecordingUpkeep>();
        front = ActivatorUtilities.CreateInstance<DisplayFront>(
            provider, ActivatorUtilities.CreateInstance<DisplayEntrances>(provider, Viewers));
        Func<string, Surface> createSurface = name => new Surface(name, pool, timeProvider);
        IDisplayFront openFront = front;
        Displays = new DisplaysRef(system.ActorOf(
            Props.Create(() => new DisplaysActor(createSurface, openFront, captureThreads, actorsLogger)), "displays"), timeProvider);
        discovery = new Discovery(settings, Displays.Actor, timeProvider, loggers.CreateLogger<Discovery>());
    }

    public DisplaysRef Displays { get; }

    public ViewersRef Viewers { get; }

    /// <summary>Whether displays can be recorded.</summary>
    public bool IsRecording => recorders.IsRunning;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        upkeep?.Start();
        discovery.Start();
        await Displays.ListFirstAsync(cancellationToken);
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // In this order: a reload may have something to tell from then on.
        systemd.Notify(ServiceState.Ready);
        readiness.WhyNot = null;
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.WhyNot = "the service is ending";
        systemd.Notify(ServiceState.Stopping);
        // Before the web's server waits for the requests that it has: some of them are viewers.
        Viewers.Stop();
        recordersStopped = recorders.StopAsync(RecordersPatience);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await discovery.DisposeAsync();
        await front.DisposeAsync();
        await recordersStopped;
        await system.Terminate();
        await audiences.DisposeAsync();
        captureThreads.Dispose();
    }

    /// <summary>What of the settings can change while displays and viewers stay: where displays come from, and which are recorded.</summary>
    public void Change(ScanoutSettings changed)
    {
        discovery.Change(changed.Discovery);
        recorders.Change(changed);
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        systemd.Notify(new ServiceState("STATUS=starting"));
        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync() => await system.Terminate();
}
