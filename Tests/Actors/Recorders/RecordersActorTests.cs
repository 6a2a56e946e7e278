using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Scanout.Actors;
using Scanout.Actors.Displays;
using Scanout.Actors.Recorders;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Recording;
using Scanout.Tests.Support;

namespace Scanout.Tests.Actors.Recorders;

public sealed class RecordersActorTests : TestKit
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    static readonly RecorderTimes Times = new() { FirstLook = Tick, Look = Tick, FirstPause = Tick, LongestPause = Tick };

    readonly TilePool pool = new();
    readonly FakeTimeProvider time = new();
    readonly RecordingBoard board = new();
    readonly RecordedLog log = new();
    readonly ConcurrentDictionary<string, RecordingPolicy> policies = new();
    readonly ConcurrentQueue<ScriptedRecorder> made = new();
    readonly IActorRef recorders;
    Func<RecordedDisplay, ScriptedRecorder> make = display => new ScriptedRecorder(display);

    public RecordersActorTests()
    {
        Func<string, RecordingPolicy> policyOf = name => policies.GetValueOrDefault(name, RecordingPolicy.On);
        Func<RecordedDisplay, IRecorder> create = display =>
        {
            var recorder = make(display);
            made.Enqueue(recorder);
            return recorder;
        };
        var (told, lines) = (board, log);
        recorders = Sys.ActorOf(Props.Create(() => new RecordersActor(policyOf, create, told, Times, lines)), "recorders");
        RecordersActor.Subscribe(Sys.EventStream, recorders);
    }

    [Fact]
    public async Task A_display_that_is_seen_is_recorded_and_the_board_has_its_status()
    {
        var surface = See("vm");
        var recorder = await MadeAsync(1);
        Assert.Same(surface, recorder.Display.Surface);
        Assert.Equal(RecordingPolicy.On, recorder.Display.Policy);
        recorder.Show(RecordingState.Recording, "/a.scanout");
        await BoardAsync(RecordingState.Recording);
        Assert.Equal(("/a.scanout", 42), (board.Of("vm").File, board.Of("vm").Bytes));
        Assert.Equal(["display vm is recorded to /a.scanout"], log.Lines);
    }

    [Fact]
    public async Task A_display_is_recorded_by_its_own_policy_or_not_at_all()
    {
        (policies["never"], policies["sometimes"]) = (RecordingPolicy.Off, RecordingPolicy.OnActivity);
        See("never");
        See("sometimes");
        var recorder = await MadeAsync(1);
        Assert.Equal(("sometimes", RecordingPolicy.OnActivity), (recorder.Display.Surface.Name, recorder.Display.Policy));
        Assert.Equal(RecordingState.Off, board.Of("never").State);
    }

    [Fact]
    public async Task A_recorder_knows_the_displays_id_as_soon_as_anybody_does()
    {
        See("vm");
        var recorder = await MadeAsync(1);
        Assert.Equal(Guid.Empty, recorder.Display.Id());
        var id = Guid.NewGuid();
        Sys.EventStream.Publish(new DisplayIdentified("vm", id));
        await Wait.UntilAsync(() => recorder.Display.Id() == id, Patience, () => $"{recorder.Display.Id()}");
    }

    [Fact]
    public async Task What_can_not_go_on_is_stopped_with_its_sentence_and_goes_on_by_itself()
    {
        See("vm");
        (await MadeAsync(1)).Show(RecordingState.Recording, "/a.scanout");
        await BoardAsync(RecordingState.Recording);
        var since = time.GetUtcNow();
        (await MadeAsync(1)).End(RecordingEndReason.NoRoom, "the disk is full");
        await BoardAsync(RecordingState.Stopped);
        Assert.Equal(new RecordingStatus(RecordingState.Stopped, "the disk is full", null, since, 0), board.Of("vm"));
        time.Advance(TimeSpan.FromSeconds(5));
        (await MadeAsync(2)).End(RecordingEndReason.NoRoom, "the disk is still full");
        await Wait.UntilAsync(() => board.Of("vm").Reason == "the disk is still full", Patience, log.ToString);
        Assert.Equal(since, board.Of("vm").Since);
        (await MadeAsync(3)).Show(RecordingState.Recording, "/b.scanout");
        await BoardAsync(RecordingState.Recording);
        Assert.Equal(
            [
                "display vm is recorded to /a.scanout",
                "the recording of vm has stopped, and is tried again: the disk is full",
                "the recording of vm goes on, in /b.scanout",
            ],
            log.Lines);
    }

    [Fact]
    public async Task A_recording_that_waits_for_activity_does_not_tell_of_every_pause()
    {
        See("vm");
        var recorder = await MadeAsync(1);
        recorder.Show(RecordingState.Waiting);
        await BoardAsync(RecordingState.Waiting);
        Assert.Equal("nothing happens", board.Of("vm").Reason);
        recorder.Show(RecordingState.Recording, "/a.scanout");
        await BoardAsync(RecordingState.Recording);
        recorder.Show(RecordingState.Waiting);
        await BoardAsync(RecordingState.Waiting);
        Assert.Equal(["display vm is recorded as soon as something happens"], log.LinesFrom(LogLevel.Information));
    }

    [Fact]
    public async Task A_recorder_that_breaks_is_restarted_and_harms_no_other()
    {
        var restarts = ActorRestarts.Recorders;
        See("healthy");
        (await MadeAsync(1)).Show(RecordingState.Recording, "/h.scanout");
        See("vm");
        (await MadeAsync(2)).Break(new InvalidOperationException("a fault of ours"));
        (await MadeAsync(3)).Show(RecordingState.Recording, "/b.scanout");
        await BoardAsync(RecordingState.Recording);
        Assert.True(ActorRestarts.Recorders > restarts);
        Assert.Equal(1, log.Count("the recording of vm failed and is tried again"));
        Assert.Equal(1, log.Count("the recording of vm goes on, in /b.scanout"));
        Assert.False(made.First().Told.Task.IsCompleted);
        Assert.Equal(3, made.Count);
    }

    [Fact]
    public async Task A_recorder_that_broke_is_failing_until_it_records_again()
    {
        See("vm");
        var (first, fails) = (await MadeAsync(1), true);
        make = display => Volatile.Read(ref fails) ? throw new InvalidOperationException("it can't be made") : new ScriptedRecorder(display);
        first.Break(new InvalidOperationException("a fault of ours"));
        await Wait.UntilAsync(
            () => board.Of("vm").Reason == "it failed and is tried again: it can't be made", Patience, () => $"{board.Of("vm")}");
        Assert.Equal(RecordingState.Failing, board.Of("vm").State);
        Volatile.Write(ref fails, false);
        (await MadeAsync(2)).Show(RecordingState.Recording, "/b.scanout");
        await BoardAsync(RecordingState.Recording);
    }

    [Fact]
    public async Task The_end_of_the_service_tells_every_recorder_and_waits_for_it()
    {
        make = display => new ScriptedRecorder(display) { IsObedient = display.Surface.Name != "slow" };
        See("quick");
        See("slow");
        await MadeAsync(2);
        var slow = made.Single(recorder => recorder.Display.Surface.Name == "slow");
        var stopped = recorders.Ask<RecordersStopped>(new StopRecorders(), Patience);
        await Task.WhenAll(made.Select(recorder => recorder.Told.Task)).WaitAsync(Patience);
        await Wait.UntilAsync(() => board.Of("quick").Reason == "the service ended it", Patience, log.ToString);
        Assert.False(stopped.IsCompleted);
        See("late");
        slow.End(RecordingEndReason.Told, "the service ended it");
        await stopped;
        Assert.Equal(2, made.Count);
        Assert.Equal(RecordingState.Off, board.Of("slow").State);
    }

    [Fact]
    public async Task A_recorder_that_is_between_two_tries_is_not_waited_for()
    {
        var (waits, create) = (Times with { FirstPause = TimeSpan.FromHours(1), LongestPause = TimeSpan.FromHours(1) }, make);
        var (told, lines) = (board, log);
        Func<string, RecordingPolicy> policyOf = _ => RecordingPolicy.On;
        Func<RecordedDisplay, IRecorder> createEnded = display =>
        {
            var recorder = create(display);
            recorder.End(RecordingEndReason.Gone, "the directory is gone");
            return recorder;
        };
        var patient = Sys.ActorOf(Props.Create(() => new RecordersActor(policyOf, createEnded, told, waits, lines)), "patient");
        patient.Tell(new DisplaySeen(new Surface("vm", pool, time), Guid.Empty));
        await BoardAsync(RecordingState.Stopped);
        await patient.Ask<RecordersStopped>(new StopRecorders(), Patience);
    }

    [Fact]
    public async Task A_surface_that_was_made_anew_is_recorded_instead_of_the_one_before()
    {
        See("vm");
        var before = await MadeAsync(1);
        var surface = See("vm");
        await before.Told.Task.WaitAsync(Patience);
        var after = await MadeAsync(2);
        Assert.Same(surface, after.Display.Surface);
        Assert.False(after.Told.Task.IsCompleted);
    }

    [Fact]
    public async Task A_policy_that_has_changed_ends_begins_or_replaces_a_recording_and_harms_no_other()
    {
        policies["begins"] = RecordingPolicy.Off;
        See("stays");
        var stays = await MadeAsync(1);
        See("ends");
        var ends = await MadeAsync(2);
        See("changes");
        var changes = await MadeAsync(3);
        See("begins");
        (policies["ends"], policies["changes"], policies["begins"]) = (RecordingPolicy.Off, RecordingPolicy.OnActivity, RecordingPolicy.On);
        recorders.Tell(new ReviewPolicies());
        await MadeAsync(5);
        await Task.WhenAll(ends.Told.Task, changes.Told.Task).WaitAsync(Patience);
        Assert.Equal(
            [("begins", RecordingPolicy.On), ("changes", RecordingPolicy.OnActivity)],
            made.Skip(3).Select(recorder => (recorder.Display.Surface.Name, recorder.Display.Policy)).Order());
        Assert.False(stays.Told.Task.IsCompleted);
        Assert.Equal(RecordingState.Off, board.Of("ends").State);
        policies.Clear();
        recorders.Tell(new ReviewPolicies());
        Assert.Contains("ends", new[] { await MadeAsync(6), await MadeAsync(7) }.Select(recorder => recorder.Display.Surface.Name));
    }

    Surface See(string name)
    {
        var surface = new Surface(name, pool, time);
        Sys.EventStream.Publish(new DisplaySeen(surface, Guid.Empty));
        return surface;
    }

    async Task<ScriptedRecorder> MadeAsync(int number)
    {
        await Wait.UntilAsync(() => made.Count >= number, Patience, () => $"{made.Count} were made: {log}");
        return made.ElementAt(number - 1);
    }

    Task BoardAsync(RecordingState state) =>
        Wait.UntilAsync(() => board.Of("vm").State == state, Patience, () => $"{board.Of("vm")}: {log}");
}
