using Scanout.Actors.Viewers;
using Scanout.Pipeline.Sinks;

namespace Scanout.Hosting;

/// <summary>The actor that runs all viewers.</summary>
sealed record ViewersRef(IActorRef Actor)
{
    /// <summary>Has the session run, until it has ended.</summary>
    public Task ServeAsync(IViewerSession session) => Actor.Ask<ViewerGone>(new ServeViewer(session), Timeout.InfiniteTimeSpan);
}
