using System.IO.Pipelines;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>One display's door for SPICE viewers. This one lets nobody in.</summary>
public sealed class SpiceDoor(Surface surface, SpiceSessionSettings settings, Audience audience, Func<long> nextNumber)
{
    public Task ServeAsync(IDuplexPipe pipe, SpiceArrival arrival, Func<IViewerSession, Task> serve, CancellationToken cancellationToken)
    {
        _ = (surface, settings, audience, nextNumber);
        return Task.CompletedTask;
    }
}
