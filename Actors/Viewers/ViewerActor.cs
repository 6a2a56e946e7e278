using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Scanout.Pipeline.Sinks;

namespace Scanout.Actors.Viewers;

/// <summary>
/// Runs one viewer's session and ends it when it is stopped. It never restarts: a viewer connects anew. Supervised by <see cref="ViewersActor"/>.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor's end is PostStop.")]
sealed class ViewerActor : ReceiveActor
{
    readonly CancellationTokenSource ending = new();
    readonly IViewerSession session;
    readonly IActorRef asker;
    readonly ILogger logger;
    Task<string> run = Task.FromResult("");
    string reason = "the service ended it";
    bool isControlling;

    public ViewerActor(IViewerSession session, IActorRef asker, ILogger logger)
    {
        (this.session, this.asker, this.logger) = (session, asker, logger);
        Receive<EdgeCrossed>(crossed => Tell(crossed.Edge));
        Receive<SessionEnded>(ended =>
        {
            reason = ended.Reason;
            Context.Stop(Self);
        });
        Receive<Status.Failure>(failure =>
        {
            reason = "it failed";
            logger.ViewerFailed(failure.Cause, session.Number, session.Display);
            Context.Stop(Self);
        });
    }

    protected override void PreStart()
    {
        logger.ViewerConnected(session.Number, session.Display, session.Protocol, session.RemoteAddress);
        var self = Self;
        session.Crossed += edge => self.Tell(new EdgeCrossed(edge));
        run = session.RunAsync(ending.Token);
        _ = run.PipeTo(Self, success: reason => new SessionEnded(reason));
    }

    protected override void PostStop()
    {
        ending.Cancel();
        ending.Dispose();
        if (isControlling)
            Tell(ViewerEdge.ControlLost);
        logger.ViewerGone(
            session.Number, session.Display, session.Protocol, session.RemoteAddress, reason, Identity.User, Identity.Method);
        var gone = new ViewerGone(reason);
        _ = run.PipeTo(asker, success: _ => gone, failure: _ => gone);
    }

    /// <summary>Nobody, for one who left before it was known.</summary>
    ViewerIdentity Identity => session.Identity ?? ViewerIdentity.Anyone;

    void Tell(ViewerEdge edge)
    {
        Action<long, string, string, string, string, string> line = edge switch
        {
            ViewerEdge.LetIn => logger.ViewerLetIn,
            ViewerEdge.Controls => logger.ViewerControls,
            _ => logger.ViewerControlLost,
        };
        isControlling = edge == ViewerEdge.Controls;
        line(session.Number, session.Display, session.Protocol, session.RemoteAddress, Identity.User, Identity.Method);
    }
}
