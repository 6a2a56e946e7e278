namespace Scanout.Pipeline.Sinks;

/// <summary>One viewer's connection to one display, whatever the protocol. Run once.</summary>
public interface IViewerSession
{
    /// <summary>The display that it shows.</summary>
    string Display { get; }

    /// <summary><c>vnc</c>, <c>spice</c>: a label of metrics.</summary>
    string Protocol { get; }

    /// <summary>Where the viewer is, for the log.</summary>
    string RemoteAddress { get; }

    /// <summary>The viewer's number, by which the log and the API call him.</summary>
    long Number { get; }

    /// <summary>Who he is; null until he is let in.</summary>
    ViewerIdentity? Identity { get; }

    /// <summary>What the audit tells of. Called in the order of what happened, on any thread; must not wait.</summary>
    event Action<ViewerEdge>? Crossed;

    /// <summary>
    /// Serves the viewer until it leaves or <paramref name="cancellationToken"/> ends it, and says in a sentence why it ended. A viewer that
    /// breaks the protocol ends it like that too; an exception is a fault of ours.
    /// </summary>
    Task<string> RunAsync(CancellationToken cancellationToken);
}
