using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Scanout.Actors.Displays;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Actors.Recorders;

/// <summary>
/// Supervises an actor for each display that is recorded. It hears of displays by the system's event stream; a recorder that fails is
/// restarted alone, after a pause. Displays are never forgotten, and so it records them for as long as the service runs.
/// </summary>
public sealed class RecordersActor : ReceiveActor
{
    readonly Dictionary<IActorRef, Recorded> recorders = [];
    readonly HashSet<IActorRef> underReview = [];
    readonly Dictionary<string, Surface> seen = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, Guid> ids = new(StringComparer.Ordinal);
    readonly Func<string, RecordingPolicy> policyOf;
    readonly Func<RecordedDisplay, IRecorder> createRecorder;
    readonly RecordingBoard board;
    readonly RecorderTimes times;
    readonly ILogger logger;
    IActorRef? stopAsker;
    int actorsMade;

    /// <param name="policyOf">A display's, by its name; asked again on <see cref="ReviewPolicies"/>.</param>
    /// <param name="createRecorder">Must not wait for anything: it is called on an actor's turn, once for each try.</param>
    /// <param name="board">Is told how every recording is.</param>
    /// <param name="times">How long to wait for what.</param>
    /// <param name="logger">The actors'.</param>
    public RecordersActor(
        Func<string, RecordingPolicy> policyOf, Func<RecordedDisplay, IRecorder> createRecorder, RecordingBoard board, RecorderTimes times,
        ILogger logger)
    {
        (this.policyOf, this.createRecorder, this.board, this.times, this.logger) = (policyOf, createRecorder, board, times, logger);
        Receive<DisplaySeen>(See);
        Receive<DisplayIdentified>(identified => ids[identified.Name] = identified.Id);
        Receive<ReviewPolicies>(_ => Review());
        Receive<StopRecorders>(_ => StopAll());
        Receive<Terminated>(ended => Forget(ended.ActorRef));
    }

    /// <summary>
    /// It hears of every display that is seen from here on. Whoever starts it calls this, since its own first turn may come after the first
    /// display.
    /// </summary>
    public static void Subscribe(EventStream displays, IActorRef recorders)
    {
        ArgumentNullException.ThrowIfNull(displays);
        displays.Subscribe(recorders, typeof(DisplaySeen));
        displays.Subscribe(recorders, typeof(DisplayIdentified));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(null, null, fault =>
    {
        var display = recorders.GetValueOrDefault(Sender);
        logger.RecorderFailed(fault, display?.Surface.Name ?? "");
        ActorRestarts.CountRecorder();
        display?.Edges.TellFailure((fault.InnerException ?? fault).Message);
        return stopAsker is null ? Directive.Restart : Directive.Stop;
    });

    void See(DisplaySeen display)
    {
        var name = display.Surface.Name;
        seen[name] = display.Surface;
        if (display.Id != Guid.Empty)
            ids[name] = display.Id;
        // Its surface was made anew: the one before will show nothing any more.
        foreach (var before in recorders.Where(pair => pair.Value.Surface.Name == name).Select(pair => pair.Key))
            Context.Stop(before);
        Record(display.Surface);
    }

    void Record(Surface surface)
    {
        var (name, policy) = (surface.Name, policyOf(surface.Name));
        if (policy == RecordingPolicy.Off || stopAsker is not null)
            return;
        var display = new RecordedDisplay(surface, policy, () => ids.GetValueOrDefault(name));
        var edges = new RecordingEdges(name, board, surface.TimeProvider, logger);
        var (create, backoff, waits) = (createRecorder, new RecorderBackoff(times), times);
        var recorder = Context.ActorOf(
            Props.Create(() => new RecorderActor(display, create, edges, backoff, waits)), $"recorder-{++actorsMade}");
        Context.Watch(recorder);
        recorders.Add(recorder, new Recorded(surface, policy, edges));
    }

    void Review()
    {
        foreach (var surface in seen.Values.Where(surface => recorders.Values.All(recorded => recorded.Surface != surface)))
            Record(surface);
        foreach (var (recorder, recorded) in recorders)
            if (policyOf(recorded.Surface.Name) != recorded.Policy && underReview.Add(recorder))
                recorder.Tell(new StopRecording()); // Where it is to go on by another policy, that is begun once this has ended.
    }

    void StopAll()
    {
        stopAsker = Sender;
        foreach (var recorder in recorders.Keys)
            recorder.Tell(new StopRecording());
        AnswerWhenAllHaveStopped();
    }

    void Forget(IActorRef recorder)
    {
        if (recorders.Remove(recorder, out var ended) && underReview.Remove(recorder) && seen[ended.Surface.Name] == ended.Surface)
            Record(ended.Surface);
        AnswerWhenAllHaveStopped();
    }

    void AnswerWhenAllHaveStopped()
    {
        if (recorders.Count == 0)
            stopAsker?.Tell(new RecordersStopped());
    }

    /// <summary>What is kept of a display that is recorded.</summary>
    sealed record Recorded(Surface Surface, RecordingPolicy Policy, RecordingEdges Edges);
}
