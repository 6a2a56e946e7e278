using System.Diagnostics.CodeAnalysis;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Actors.Recorders;

/// <summary>
/// Sees to it that one display is recorded: runs a recorder, tells how it is, and runs a new one after a pause where it could not go on. One
/// for each display that is recorded; supervised by <see cref="RecordersActor"/>. It never waits for the disk.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor's end is PostStop.")]
sealed class RecorderActor : ReceiveActor, IWithTimers
{
    readonly RecordedDisplay display;
    readonly Func<RecordedDisplay, IRecorder> createRecorder;
    readonly RecordingEdges edges;
    readonly RecorderBackoff backoff;
    readonly RecorderTimes times;
    IRecorder? recorder;
    CancellationTokenSource? ending;
    long? recordingSince;
    bool isStopping;

    public RecorderActor(
        RecordedDisplay display, Func<RecordedDisplay, IRecorder> createRecorder, RecordingEdges edges, RecorderBackoff backoff, RecorderTimes times)
    {
        (this.display, this.createRecorder, this.edges, this.backoff, this.times) = (display, createRecorder, edges, backoff, times);
        Receive<StartRecording>(_ => Start());
        Receive<LookAtRecorder>(_ => Look());
        Receive<RecorderEnded>(ended => TakeEnd(ended.End), ended => ReferenceEquals(ended.Recorder, recorder));
        Receive<RecorderBroke>(broke => Fail(broke.Fault), broke => ReferenceEquals(broke.Recorder, recorder));
        Receive<RecorderEnded>(_ => { }); // of one that was given up
        Receive<RecorderBroke>(_ => { });
        Receive<StopRecording>(_ => StopInOrder());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Self.Tell(new StartRecording());

    protected override void PostRestart(Exception reason) => StartAfter(backoff.Next(why: null));

    /// <summary>Tells whatever still runs to end, and does not wait for it.</summary>
    protected override void PostStop() => _ = ending?.CancelAsync();

    TimeProvider Clock => display.Surface.TimeProvider;

    void Start()
    {
        var (self, running, told) = (Self, createRecorder(display), new CancellationTokenSource());
        (recorder, ending, recordingSince) = (running, told, null);
        // On the pool: a disk that hangs must not hang the actors.
        var run = Task.Run(() => running.RunAsync(told.Token), CancellationToken.None);
        _ = run.PipeTo(
            self, success: end => new RecorderEnded(running, end), failure: fault => new RecorderBroke(running, fault));
        Timers.StartSingleTimer(nameof(LookAtRecorder), new LookAtRecorder(), times.FirstLook);
    }

    void Look()
    {
        var status = recorder!.Status;
        if (status.State == RecordingState.Recording)
            recordingSince ??= Clock.GetTimestamp();
        if (status.State != RecordingState.Off) // It has not come so far as to have a state of its own.
            edges.Tell(status);
        Timers.StartSingleTimer(nameof(LookAtRecorder), new LookAtRecorder(), times.Look);
    }

    void TakeEnd(RecordingEnd end)
    {
        Clear();
        edges.TellEnd(end);
        if (isStopping)
            Context.Stop(Self);
        else
            StartAfter(backoff.Next(end.Why));
    }

    void Fail(Exception fault)
    {
        Clear();
        throw new RecorderFailedException($"the recorder of {display.Surface.Name} broke: {fault.Message}", fault);
    }

    /// <summary>Nothing runs any more.</summary>
    void Clear()
    {
        backoff.Recorded(recordingSince is { } since ? Clock.GetElapsedTime(since) : TimeSpan.Zero);
        ending?.Dispose();
        (recorder, ending, recordingSince) = (null, null, null);
        Timers.Cancel(nameof(LookAtRecorder));
    }

    void StopInOrder()
    {
        isStopping = true;
        Timers.Cancel(nameof(StartRecording));
        if (ending is null)
            Context.Stop(Self);
        else
            _ = ending.CancelAsync();
    }

    void StartAfter(TimeSpan pause) => Timers.StartSingleTimer(nameof(StartRecording), new StartRecording(), pause);
}
