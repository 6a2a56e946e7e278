using Scanout.Actors.Recorders;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting;

/// <summary>The actor that supervises all recorders, where displays are recorded.</summary>
sealed class RecordersRef
{
    /// <summary>The service ends within five seconds, whatever the disk does; a segment that was not closed by then can be repaired.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    readonly IActorRef? actor;
    readonly ILogger logger;

    public RecordersRef(
        ActorSystem system, ScanoutSettings settings, RecorderFactory factory, RecordingBoard board, ILoggerFactory loggers, ILogger<RecordersRef> logger)
    {
        this.logger = logger;
        if (settings.Recording.Directory.Length == 0 || factory.Create is not { } create)
            return;
        Func<string, RecordingPolicy> policyOf = settings.RecordingOf;
        var (actorsLogger, times) = (loggers.CreateLogger("Scanout.Actors"), new RecorderTimes());
        actor = RecordersActor.Start(
            system, Props.Create(() => new RecordersActor(policyOf, create, board, times, actorsLogger)));
    }

    /// <summary>Has every segment closed in good order, as far as the disk lets it be done in time.</summary>
    public async Task StopAsync()
    {
        if (actor is null)
            return;
        try
        {
            await actor.Ask<RecordersStopped>(new StopRecorders(), Patience);
        }
        catch (AskTimeoutException)
        {
            logger.RecordingsLeftOpen(Patience.TotalSeconds);
        }
    }
}
