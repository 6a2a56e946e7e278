using Microsoft.Extensions.Logging;
using Scanout.Pipeline.Sinks;

namespace Scanout.Actors.Viewers;

/// <summary>Supervises an actor for each connected viewer and counts them. A viewer that fails is stopped, and the others go on.</summary>
public sealed class ViewersActor : ReceiveActor
{
    readonly Dictionary<IActorRef, IViewerSession> viewers = [];
    readonly ViewerCounts counts;
    readonly ILogger logger;
    long actorsMade;
    bool isStopping;

    public ViewersActor(ViewerCounts counts, ILogger logger)
    {
        (this.counts, this.logger) = (counts, logger);
        Receive<ServeViewer>(Serve);
        Receive<StopViewers>(_ => Stop());
        Receive<Terminated>(gone =>
        {
            if (viewers.Remove(gone.ActorRef, out var session))
                counts.Remove(session.Display, session.Protocol);
        });
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(null, null, _ => Directive.Stop);

    void Serve(ServeViewer serve)
    {
        var (session, asker) = (serve.Session, Sender);
        if (isStopping)
        {
            asker.Tell(new ViewerGone("the service is ending"));
            return;
        }
        var viewer = Context.ActorOf(Props.Create(() => new ViewerActor(session, asker, logger)), $"viewer-{++actorsMade}");
        Context.Watch(viewer);
        viewers.Add(viewer, session);
        counts.Add(session.Display, session.Protocol);
    }

    /// <summary>The actor stays: whoever comes before the listeners are closed is to be answered.</summary>
    void Stop()
    {
        isStopping = true;
        foreach (var viewer in viewers.Keys)
            Context.Stop(viewer);
    }
}
