using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Scanout.Actors.Displays;
using Scanout.Actors.Screens;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Screens;
using Scanout.Tests.Support;

namespace Scanout.Tests.Actors.Screens;

public sealed class ScreensActorTests : TestKit
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly TilePool pool = new();
    readonly FakeTimeProvider time = new();
    readonly RecordedLog log = new();
    readonly ConcurrentQueue<ScriptedWatch> made = new();

    public ScreensActorTests()
    {
        Func<Surface, IScreenWatch> create = surface =>
        {
            var watch = new ScriptedWatch(surface.Name);
            made.Enqueue(watch);
            return watch;
        };
        var (lines, pause) = (log, TimeSpan.FromMilliseconds(5));
        var screens = Sys.ActorOf(Props.Create(() => new ScreensActor(create, pause, lines)), "screens");
        ScreensActor.Subscribe(Sys.EventStream, screens);
    }

    [Fact]
    public async Task A_display_that_is_seen_is_watched_until_it_is_forgotten()
    {
        See("one");
        See("two");
        await MadeAsync(2);
        Sys.EventStream.Publish(new DisplayForgotten("one"));
        await made.Single(watch => watch.Display == "one").Ended.Task.WaitAsync(Patience);
        Assert.False(made.Single(watch => watch.Display == "two").Ended.Task.IsCompleted);
    }

    [Fact]
    public async Task A_watch_that_breaks_is_tried_again_and_harms_no_other()
    {
        See("one");
        See("two");
        await MadeAsync(2);
        made.Single(watch => watch.Display == "one").Break();
        await MadeAsync(3);
        Assert.Equal(["one", "one", "two"], made.Select(watch => watch.Display).Order());
        Assert.False(made.Single(watch => watch.Display == "two").Ended.Task.IsCompleted);
        Assert.Equal(1, log.Count("watch of a display's screen failed"));
    }

    [Fact]
    public async Task A_display_whose_surface_was_made_anew_is_watched_anew()
    {
        See("one");
        await MadeAsync(1);
        See("one");
        await MadeAsync(2);
        await made.First().Ended.Task.WaitAsync(Patience);
        Assert.False(made.Last().Ended.Task.IsCompleted);
    }

    void See(string name) => Sys.EventStream.Publish(new DisplaySeen(new Surface(name, pool, time), Guid.Empty));

    Task MadeAsync(int count) => Wait.UntilAsync(() => made.Count >= count, Patience, () => $"{made.Count}: {log}");

    /// <summary>Ends when it is told to, or breaks when a test has it do so.</summary>
    sealed class ScriptedWatch(string display) : IScreenWatch
    {
        readonly TaskCompletionSource run = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Display => display;

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task RunAsync(CancellationToken cancellationToken)
        {
            cancellationToken.Register(() =>
            {
                run.TrySetResult();
                Ended.TrySetResult();
            });
            return run.Task;
        }

        public void Break() => run.TrySetException(new InvalidDataException("a picture that breaks it"));
    }
}
