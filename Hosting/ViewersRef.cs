using Scanout.Actors.Viewers;
using Scanout.Pipeline.Sinks;

namespace Scanout.Hosting;

/// <summary>The actor that runs all viewers.</summary>
sealed record ViewersRef(IActorRef Actor)
{
    /// <summary>Has the session run, until it has ended; not at all once the viewers are stopped.</summary>
    public Task ServeAsync(IViewerSession session) => Actor.Ask<ViewerGone>(new ServeViewer(session), Timeout.InfiniteTimeSpan);

    /// <summary>Ends every session, and those that still come.</summary>
    public void Stop() => Actor.Tell(new StopViewers());
}
