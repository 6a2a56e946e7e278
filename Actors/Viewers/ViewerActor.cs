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
    readonly long number;
    readonly ILogger logger;
    Task<string> run = Task.FromResult("");
    string reason = "the service ended it";

    public ViewerActor(IViewerSession session, IActorRef asker, long number, ILogger logger)
    {
        (this.session, this.asker, this.number, this.logger) = (session, asker, number, logger);
        Receive<SessionEnded>(ended =>
        {
            reason = ended.Reason;
            Context.Stop(Self);
        });
        Receive<Status.Failure>(failure =>
        {
            reason = "it failed";
            logger.ViewerFailed(failure.Cause, number, session.Display);
            Context.Stop(Self);
        });
    }

    protected override void PreStart()
    {
        logger.ViewerConnected(number, session.Display, session.Protocol, session.RemoteAddress);
        run = session.RunAsync(ending.Token);
        _ = run.PipeTo(Self, success: reason => new SessionEnded(reason));
    }

    protected override void PostStop()
    {
        ending.Cancel();
        ending.Dispose();
        logger.ViewerGone(number, session.Display, session.RemoteAddress, reason);
        var gone = new ViewerGone(reason);
        _ = run.PipeTo(asker, success: _ => gone, failure: _ => gone);
    }
}
