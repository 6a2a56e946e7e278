using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Scanout.Pipeline.Sinks;

/// <summary>
/// How far sinks are behind. There are no queues of frames: a sink takes the newest one when it can. What would be the depth of its queue is by how many frames
/// the newest is ahead of the one that it was given last; of several viewers of a display by one protocol, the one that is the farthest behind counts.
/// </summary>
static class SinkDepths
{
    static readonly ConcurrentDictionary<object, (string Display, string Sink, Func<long> Behind)> Sinks = new();

    /// <summary>Kept for as long as the process is there: the meter has no other reference to it.</summary>
    internal static readonly ObservableGauge<long> Gauge = PipelineMeter.Meter.CreateObservableGauge(
        "scanout.sink.queue_depth", Tell, null, "Frames by which a display's newest is ahead of what a sink was given last; the farthest behind of each sink.");

    /// <summary>Tells of a sink until what is returned is disposed of.</summary>
    /// <param name="display">The display's name.</param>
    /// <param name="sink">As metrics call it.</param>
    /// <param name="behind">By how many frames it is behind; asked on any thread.</param>
    public static IDisposable Track(string display, string sink, Func<long> behind)
    {
        _ = Gauge;
        var tracked = new Tracked();
        Sinks[tracked] = (display, sink, behind);
        return tracked;
    }

    static IEnumerable<Measurement<long>> Tell() =>
        from each in Sinks.Values
        group each by (each.Display, each.Sink) into sinks
        select new Measurement<long>(
            sinks.Max(each => Math.Max(0, each.Behind())), new("display", sinks.Key.Display), new KeyValuePair<string, object?>("sink", sinks.Key.Sink));

    sealed class Tracked : IDisposable
    {
        public void Dispose() => Sinks.TryRemove(this, out _);
    }
}
