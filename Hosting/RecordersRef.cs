using Scanout.Actors.Recorders;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting;

/// <summary>The actor that supervises all recorders, where displays are recorded.</summary>
sealed class RecordersRef
{
    readonly IActorRef? actor;
    readonly ILogger logger;
    volatile ScanoutSettings settings;

    public RecordersRef(
        ActorSystem system, ScanoutSettings settings, RecorderFactory factory, RecordingBoard board, ILoggerFactory loggers, ILogger<RecordersRef> logger)
    {
        (this.settings, this.logger) = (settings, logger);
        if (settings.Recording.Directory.Length == 0 || factory.Create is not { } create)
            return;
        Func<string, RecordingPolicy> policyOf = display => this.settings.RecordingOf(display);
        var (actorsLogger, times) = (loggers.CreateLogger("Scanout.Actors"), new RecorderTimes());
        actor = system.ActorOf(Props.Create(() => new RecordersActor(policyOf, create, board, times, actorsLogger)), "recorders");
        RecordersActor.Subscribe(system.EventStream, actor);
    }

    /// <summary>Whether displays can be recorded.</summary>
    public bool IsRunning => actor is not null;

    /// <summary>Of the settings, the displays' policies are changed.</summary>
    public void Change(ScanoutSettings changed)
    {
        settings = changed;
        actor?.Tell(new ReviewPolicies());
    }

    /// <summary>Has every segment closed in good order, as far as the disk lets it be done in time: what is left open can be repaired.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        if (actor is null)
            return;
        try
        {
            await actor.Ask<RecordersStopped>(new StopRecorders(), patience);
        }
        catch (AskTimeoutException)
        {
            logger.RecordingsLeftOpen(patience.TotalSeconds);
        }
    }
}
