using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>What all SPICE sessions of the service have in common.</summary>
/// <param name="Admission">Who is let in; null where everybody is.</param>
/// <param name="Interval">As <see cref="Interval"/> is at first.</param>
public sealed record SpiceSessionSettings(Admission? Admission, TimeSpan Interval)
{
    /// <summary>Between two frames that a viewer wants at most: of those who come from here on.</summary>
    public TimeSpan Interval { get; set; } = Interval;

    /// <summary>Whether who comes over the network without TLS is sent to the port that has it.</summary>
    public bool IsTlsRequired { get; init; }

    /// <summary>Where it is told who was let in and who was not.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>For a connection's whole link stage, from the first byte to the result.</summary>
    public TimeSpan LinkTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the rest of a message whose beginning has come.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Before a wrong ticket is answered.</summary>
    public TimeSpan RefusalDelay { get; init; } = TimeSpan.FromSeconds(1);
}
