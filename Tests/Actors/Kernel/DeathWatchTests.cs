namespace Scanout.Tests.Actors.Kernel;

public sealed class DeathWatchTests : TestKit
{
    static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(50);

    IActorRef Mortal(Action? stopped = null) => Sys.ActorOf(Scripted.Of(actor => actor.Stopped = stopped));

    [Fact]
    public void A_watcher_is_told_once_and_after_the_end()
    {
        var hasStopped = false;
        var actor = Mortal(() => hasStopped = true);
        Watch(actor);
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        Assert.True(hasStopped);
        Sys.Stop(actor);
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void Every_watcher_is_told()
    {
        var actor = Mortal();
        var probes = Enumerable.Range(0, 5).Select(_ => CreateTestProbe()).ToList();
        probes.ForEach(probe => probe.Watch(actor));
        Sys.Stop(actor);
        probes.ForEach(probe => probe.ExpectTerminated(actor));
    }

    [Fact]
    public void Who_watches_an_actor_that_is_gone_is_told_once_too()
    {
        var actor = Watch(Mortal());
        Sys.Stop(actor);
        ExpectTerminated(actor);

        var late = CreateTestProbe();
        late.Watch(actor);
        late.ExpectTerminated(actor);
        late.ExpectNoMsg(Silence);
    }

    [Fact]
    public void Watching_while_the_end_comes_is_told_exactly_once()
    {
        for (var round = 0; round < 50; round++)
        {
            var actor = Mortal();
            Sys.Stop(actor);
            Watch(actor);
            ExpectTerminated(actor);
        }
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void A_parent_that_watches_its_child_is_told_once_and_the_child_is_no_longer_there()
    {
        Sys.ActorOf(Scripted.Of(parent =>
        {
            parent.Starting = () => Scripted.Context.Stop(Scripted.Context.Watch(Scripted.Context.ActorOf(Scripted.Of(_ => { }), "child")));
            parent.On<Terminated>(terminated =>
            {
                TestActor.Tell(terminated.ActorRef.Path.Name);
                TestActor.Tell(Scripted.Context.GetChildren().Count());
            });
        }));
        Assert.Equal("child", ExpectMsg<string>());
        Assert.Equal(0, ExpectMsg<int>());
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void Who_stopped_watching_is_not_told()
    {
        var actor = Mortal();
        var watcher = Sys.ActorOf(Scripted.Of(watcher =>
        {
            watcher.Starting = () => Scripted.Context.Watch(actor);
            watcher.On<string>(_ =>
            {
                Scripted.Context.Unwatch(actor);
                watcher.Sender.Tell("unwatched");
            });
            watcher.On<Terminated>(terminated => TestActor.Tell(terminated.ActorRef));
        }));
        watcher.Tell("stop watching");
        Assert.Equal("unwatched", ExpectMsg<string>());
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void An_unwatch_takes_back_what_waits_in_the_mailbox()
    {
        var gate = new ManualResetEventSlim();
        var actor = Mortal();
        var watcher = Sys.ActorOf(Scripted.Of(watcher =>
        {
            watcher.Starting = () => Scripted.Context.Watch(actor);
            watcher.OnAsync<string>(async _ =>
            {
                TestActor.Tell("waiting");
                await Task.Run(gate.Wait);
                Scripted.Context.Unwatch(actor);
                TestActor.Tell("unwatched");
            });
            watcher.On<Terminated>(_ => TestActor.Tell("told"));
        }));
        watcher.Tell("wait");
        Assert.Equal("waiting", ExpectMsg<string>());
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        gate.Set();
        Assert.Equal("unwatched", ExpectMsg<string>());
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void A_terminated_that_nobody_handles_is_a_death_pact()
    {
        var actor = Mortal();
        Sys.ActorOf(Scripted.Of(parent =>
        {
            parent.Decider = cause =>
            {
                TestActor.Tell(cause);
                return Directive.Stop;
            };
            parent.Starting = () => TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(watcher => watcher.Starting = () => Scripted.Context.Watch(actor))));
        }));
        var watcher = Watch(ExpectMsg<IActorRef>());
        Sys.Stop(actor);
        Assert.Equal(actor, ExpectMsg<DeathPactException>().DeadActor);
        ExpectTerminated(watcher);
    }

    [Fact]
    public void By_default_a_death_pact_is_kept()
    {
        var actor = Mortal();
        var watcher = Watch(Sys.ActorOf(Scripted.Of(watcher => watcher.Starting = () => Scripted.Context.Watch(actor))));
        Sys.Stop(actor);
        ExpectTerminated(watcher);
    }

    [Fact]
    public void A_restart_of_the_watched_is_not_its_end()
    {
        var actor = Watch(Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.On<int>(_ => throw new ScriptedException("on purpose"));
            actor.On<string>(text => actor.Sender.Tell(text));
        })));
        actor.Tell(0);
        actor.Tell("alive");
        Assert.Equal("alive", ExpectMsg<string>());
        Sys.Stop(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_watch_outlives_the_restart_of_the_watcher()
    {
        var actor = Mortal();
        var watcher = Sys.ActorOf(Scripted.Of(watcher =>
        {
            watcher.On<string>(text =>
            {
                Scripted.Context.Watch(actor);
                watcher.Sender.Tell(text);
            });
            watcher.On<int>(_ => throw new ScriptedException("on purpose"));
            watcher.On<Terminated>(terminated => TestActor.Tell(terminated.ActorRef));
        }));
        watcher.Tell("watch");
        Assert.Equal("watch", ExpectMsg<string>());
        watcher.Tell(0);
        Sys.Stop(actor);
        Assert.Equal(actor, ExpectMsg<IActorRef>());
    }

    [Fact]
    public void A_terminated_comes_from_the_actor_that_ended()
    {
        var actor = Watch(Mortal());
        Sys.Stop(actor);
        ExpectTerminated(actor);
        Assert.Equal(actor, LastSender);
    }
}
