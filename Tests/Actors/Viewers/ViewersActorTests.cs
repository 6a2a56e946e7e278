using Scanout.Actors.Viewers;
using Scanout.Pipeline.Sinks;
using Scanout.Tests.Support;

namespace Scanout.Tests.Actors.Viewers;

public sealed class ViewersActorTests : TestKit
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly ViewerCounts counts = new();
    readonly RecordedLog log = new();
    readonly IActorRef viewers;

    public ViewersActorTests()
    {
        var (told, lines) = (counts, log);
        viewers = Sys.ActorOf(Props.Create(() => new ViewersActor(told, lines)), "viewers");
    }

    [Fact]
    public async Task A_viewer_counts_while_its_session_runs_and_its_end_is_told()
    {
        var session = new ScriptedSession();
        var gone = viewers.Ask<ViewerGone>(new ServeViewer(session), Patience);
        await Wait.UntilAsync(() => counts.Of("vm") == 1, Patience, () => $"{counts.Of("vm")}");
        session.End.SetResult("it left");
        Assert.Equal("it left", (await gone).Reason);
        await Wait.UntilAsync(() => counts.Of("vm") == 0, Patience, () => $"{counts.Of("vm")}");
    }

    [Fact]
    public async Task The_log_tells_who_came_watched_controlled_and_left_in_one_line_each()
    {
        var session = new ScriptedSession();
        var gone = viewers.Ask<ViewerGone>(new ServeViewer(session), Patience);
        await Wait.UntilAsync(() => counts.Of("vm") == 1 && log.Lines.Count == 1, Patience, log.ToString);
        session.Identity = new ViewerIdentity("ada", false, "user");
        session.Cross(ViewerEdge.LetIn);
        session.Cross(ViewerEdge.Controls);
        session.Cross(ViewerEdge.ControlLost);
        session.Cross(ViewerEdge.Controls);
        await Wait.UntilAsync(() => log.Lines.Count == 5, Patience, log.ToString);
        Sys.Stop(viewers);
        // The session's own end would be told as such, were it the first to be heard of.
        await Wait.UntilAsync(() => log.Lines.Count == 7, Patience, log.ToString);
        session.End.SetResult("");
        await gone;
        Assert.Equal(
            [
                "viewer 7 connected to vm by vnc from 127.0.0.1:1",
                "viewer 7 watches vm by vnc from 127.0.0.1:1: user 'ada' by user",
                "viewer 7 controls vm by vnc from 127.0.0.1:1: user 'ada' by user",
                "viewer 7 no longer controls vm by vnc from 127.0.0.1:1: user 'ada' by user",
                "viewer 7 controls vm by vnc from 127.0.0.1:1: user 'ada' by user",
                "viewer 7 no longer controls vm by vnc from 127.0.0.1:1: user 'ada' by user",
                "viewer 7 of vm by vnc from 127.0.0.1:1 has gone: the service ended it (user 'ada' by user)",
            ],
            log.Lines);
    }

    [Fact]
    public async Task A_session_that_fails_ends_alone()
    {
        var (failing, healthy) = (new ScriptedSession(), new ScriptedSession());
        var gone = viewers.Ask<ViewerGone>(new ServeViewer(failing), Patience);
        var other = viewers.Ask<ViewerGone>(new ServeViewer(healthy), Patience);
        failing.End.SetException(new InvalidOperationException("a fault of ours"));
        Assert.Equal("it failed", (await gone).Reason);
        Assert.False(other.IsCompleted);
        healthy.End.SetResult("it left");
        await other;
    }

    [Fact]
    public async Task The_end_of_the_service_ends_every_session_and_waits_for_it()
    {
        var sessions = Enumerable.Range(0, 3).Select(_ => new ScriptedSession()).ToList();
        var gone = sessions.ConvertAll(session => viewers.Ask<ViewerGone>(new ServeViewer(session), Patience));
        await Wait.UntilAsync(() => counts.Of("vm") == 3, Patience, () => $"{counts.Of("vm")}");
        viewers.Tell(new StopViewers());
        foreach (var (session, end) in sessions.Zip(gone))
        {
            await session.Cancelled.Task.WaitAsync(Patience);
            Assert.False(end.IsCompleted);
            session.End.SetResult("");
            Assert.Equal("the service ended it", (await end).Reason);
        }
    }

    [Fact]
    public async Task Who_comes_when_the_service_is_ending_is_gone_at_once()
    {
        viewers.Tell(new StopViewers());
        var gone = await viewers.Ask<ViewerGone>(new ServeViewer(new ScriptedSession()), Patience);
        Assert.Equal("the service is ending", gone.Reason);
        Assert.Equal(0, counts.Of("vm"));
        Assert.Empty(log.Lines);
    }

    sealed class ScriptedSession : IViewerSession
    {
        public TaskCompletionSource<string> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Display => "vm";

        public string Protocol => "vnc";

        public string RemoteAddress => "127.0.0.1:1";

        public long Number => 7;

        public ViewerIdentity? Identity { get; set; }

        public event Action<ViewerEdge>? Crossed;

        public void Cross(ViewerEdge edge) => Crossed?.Invoke(edge);

        public Task<string> RunAsync(CancellationToken cancellationToken)
        {
            cancellationToken.Register(Cancelled.SetResult);
            return End.Task;
        }
    }
}
