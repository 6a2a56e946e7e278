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

    /// <summary>
    /// Serves the viewer until it leaves or <paramref name="cancellationToken"/> ends it, and says in a sentence why it ended. A viewer that
    /// breaks the protocol ends it like that too; an exception is a fault of ours.
    /// </summary>
    Task<string> RunAsync(CancellationToken cancellationToken);
}
