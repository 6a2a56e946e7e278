using Scanout.Actors.Screens;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Screens;

namespace Scanout.Hosting.Telemetry;

/// <summary>Starts the actors that watch displays for telemetry. To be made before there are displays; they end with the actor system.</summary>
sealed class TelemetryActors
{
    public TelemetryActors(ActorSystem system, ScreenThresholds thresholds, DisplayBoard displays, ScreenBoard screens, ILoggerFactory loggers)
    {
        var boardActor = system.ActorOf(Props.Create(() => new DisplayBoardActor(displays)), "display-board");
        DisplayBoardActor.Subscribe(system.EventStream, boardActor);
        var (actorsLogger, logger) = (loggers.CreateLogger("Scanout.Actors"), loggers.CreateLogger<ScreenWatch>());
        Func<Surface, IScreenWatch> createWatch = surface => new ScreenWatch(surface, thresholds, screens, logger);
        var pause = ScreensActor.UsualPause;
        var watches = system.ActorOf(Props.Create(() => new ScreensActor(createWatch, pause, actorsLogger)), "screens");
        ScreensActor.Subscribe(system.EventStream, watches);
    }
}
