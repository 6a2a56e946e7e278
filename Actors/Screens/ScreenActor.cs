using System.Diagnostics.CodeAnalysis;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Screens;

namespace Scanout.Actors.Screens;

/// <summary>Sees to it that one display's screen is watched, and ends with the display. Supervised by <see cref="ScreensActor"/>.</summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor's end is PostStop.")]
sealed class ScreenActor : ReceiveActor, IWithTimers
{
    readonly Surface surface;
    readonly Func<Surface, IScreenWatch> createWatch;
    readonly TimeSpan pause;
    readonly CancellationTokenSource ending = new();
    IScreenWatch? watch;

    public ScreenActor(Surface surface, Func<Surface, IScreenWatch> createWatch, TimeSpan pause)
    {
        (this.surface, this.createWatch, this.pause) = (surface, createWatch, pause);
        Receive<StartWatching>(_ => Start());
        Receive<WatchBroke>(
            broke => throw new InvalidOperationException($"the watch of {surface.Name}'s screen broke: {broke.Fault.Message}", broke.Fault),
            broke => broke.Watch == watch);
        Receive<WatchBroke>(_ => { }); // of one that was given up
        Receive<WatchEnded>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Start();

    protected override void PostRestart(Exception reason) =>
        Timers.StartSingleTimer(nameof(StartWatching), new StartWatching(), pause);

    protected override void PostStop()
    {
        ending.Cancel();
        ending.Dispose();
    }

    void Start()
    {
        var (running, token) = (createWatch(surface), ending.Token);
        watch = running;
        // On the pool: a look at a picture takes its time.
        _ = Task.Run(() => RunAsync(running, token), CancellationToken.None).PipeTo(
            Self, success: ended => new WatchEnded(ended), failure: fault => new WatchBroke(running, fault));
    }

    static async Task<IScreenWatch> RunAsync(IScreenWatch watch, CancellationToken cancellationToken)
    {
        await watch.RunAsync(cancellationToken);
        return watch;
    }
}
