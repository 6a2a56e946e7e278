using Microsoft.Extensions.Logging;
using Scanout.Actors.Displays;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Screens;

namespace Scanout.Actors.Screens;

/// <summary>
/// Supervises an actor for each display whose screen is watched: all but recordings that are played. It hears of displays by the system's event
/// stream. A watch that breaks is tried again alone, after a pause.
/// </summary>
public sealed class ScreensActor : ReceiveActor
{
    /// <summary>Before a watch that broke is tried again: the same picture may break it once more.</summary>
    public static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(5);

    readonly Dictionary<string, IActorRef> screens = new(StringComparer.Ordinal);
    readonly Func<Surface, IScreenWatch> createWatch;
    readonly TimeSpan pause;
    readonly ILogger logger;
    int actorsMade;

    /// <param name="createWatch">Makes the watch of a display for one try; must not wait.</param>
    /// <param name="pause">Before one that broke is tried again.</param>
    /// <param name="logger">The actors'.</param>
    public ScreensActor(Func<Surface, IScreenWatch> createWatch, TimeSpan pause, ILogger logger)
    {
        (this.createWatch, this.pause, this.logger) = (createWatch, pause, logger);
        Receive<DisplaySeen>(seen => Watch(seen.Surface));
        Receive<DisplayForgotten>(forgotten => Leave(forgotten.Name));
    }

    /// <summary>It hears of every display that is seen from here on; called by who starts it, before there are displays.</summary>
    public static void Subscribe(EventStream displays, IActorRef screens)
    {
        ArgumentNullException.ThrowIfNull(displays);
        displays.Subscribe(screens, typeof(DisplaySeen));
        displays.Subscribe(screens, typeof(DisplayForgotten));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(null, null, fault =>
    {
        logger.ScreenWatchFailed(fault);
        ActorRestarts.CountScreen();
        return Directive.Restart;
    });

    void Watch(Surface surface)
    {
        Leave(surface.Name);
        var (create, wait) = (createWatch, pause);
        screens[surface.Name] = Context.ActorOf(Props.Create(() => new ScreenActor(surface, create, wait)), $"screen-{++actorsMade}");
    }

    void Leave(string display)
    {
        if (screens.Remove(display, out var screen))
            Context.Stop(screen);
    }
}
