using System.Diagnostics.Metrics;
using Scanout.Pipeline;

namespace Scanout.Actors;

/// <summary>What is counted of the actors.</summary>
static class ActorsMeter
{
    static readonly Meter Meter = new(PipelineMeter.Name);

    static readonly Counter<long> Restarts = Meter.CreateCounter<long>("scanout.actor.restarts", null, "Actors that failed and were restarted.");

    public static void Restarted(string kind) => Restarts.Add(1, new KeyValuePair<string, object?>("kind", kind));
}
