using Scanout.Pipeline.Sinks;

namespace Scanout.Actors.Viewers;

/// <summary>Serve this viewer. Answered with <see cref="ViewerGone"/> once its session has ended, however it ended.</summary>
public sealed record ServeViewer(IViewerSession Session);

/// <summary>Stop every viewer, and take none any more: who still comes is gone at once.</summary>
public sealed record StopViewers;

/// <summary>A viewer's session has ended.</summary>
public sealed record ViewerGone(string Reason);

/// <summary>To itself: the session's task is done.</summary>
sealed record SessionEnded(string Reason);

/// <summary>To itself: something happened in the session that the audit tells of.</summary>
sealed record EdgeCrossed(ViewerEdge Edge);
