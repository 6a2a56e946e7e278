namespace Scanout.Tests.Actors.Kernel;

public sealed class ReceiveAsyncTests : TestKit
{
    static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void The_mailbox_pauses_until_the_handler_has_ended()
    {
        var gate = new TaskCompletionSource();
        var actor = Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.OnAsync<string>(async text =>
            {
                TestActor.Tell($"begin {text}");
                await gate.Task;
                TestActor.Tell($"end {text}");
            });
            actor.On<int>(number => TestActor.Tell(number));
        }));
        actor.Tell("a");
        actor.Tell(1);
        Assert.Equal("begin a", ExpectMsg<string>());
        actor.Tell(2);
        ExpectNoMsg(Silence);
        gate.SetResult();
        Assert.Equal("end a", ExpectMsg<string>());
        Assert.Equal(1, ExpectMsg<int>());
        Assert.Equal(2, ExpectMsg<int>());
    }

    [Fact]
    public void Self_sender_and_context_are_kept_across_awaits()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = CreateTestProbe();
        var actor = Sys.ActorOf(Scripted.Of(actor => actor.OnAsync<string>(async text =>
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.Yield();
                TestActor.Tell((actor.Self, actor.Sender, Scripted.Context.Self));
            }
            await gate.Task;
            TestActor.Tell((actor.Self, actor.Sender, Scripted.Context.Self));
            actor.Sender.Tell(text);
        })));
        probe.Send(actor, "hello");
        for (var i = 0; i < 3; i++)
            Assert.Equal((actor, probe.Ref, actor), ExpectMsg<(IActorRef, IActorRef, IActorRef)>());
        actor.Tell("another, which waits");
        gate.SetResult();
        Assert.Equal((actor, probe.Ref, actor), ExpectMsg<(IActorRef, IActorRef, IActorRef)>());
        Assert.Equal("hello", probe.ExpectMsg<string>());
        Assert.Equal(actor, probe.LastSender);
    }

    [Fact]
    public void Code_after_an_await_never_overlaps_with_other_code_of_the_actor()
    {
        const int Messages = 200;
        var inside = 0;
        var overlaps = 0;
        void Enter()
        {
            if (Interlocked.Increment(ref inside) != 1)
                overlaps++;
            Thread.SpinWait(50);
            Interlocked.Decrement(ref inside);
        }

        var handled = 0;
        var actor = Sys.ActorOf(Scripted.Of(actor => actor.OnAsync<int>(async _ =>
        {
            Enter();
            var others = Enumerable.Range(0, 3).Select(async _ =>
            {
                await Task.Yield();
                Enter();
                await Task.Run(() => { });
                Enter();
            });
            await Task.WhenAll(others);
            Enter();
            if (++handled == Messages)
                TestActor.Tell("all");
        })));
        for (var i = 0; i < Messages; i++)
            actor.Tell(i);
        Assert.Equal("all", ExpectMsg<string>(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, overlaps);
    }

    [Fact]
    public void What_a_handler_throws_after_an_await_goes_to_the_parent()
    {
        Sys.ActorOf(Scripted.Of(parent =>
        {
            parent.Decider = cause =>
            {
                TestActor.Tell(cause);
                return Directive.Restart;
            };
            parent.Starting = () => TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(child =>
            {
                child.Restarting = (reason, message) => TestActor.Tell($"{reason.Message} at {message}");
                child.OnAsync<string>(async text =>
                {
                    await Task.Yield();
                    throw new ScriptedException(text);
                });
                child.On<int>(number => TestActor.Tell(number));
            })));
        }));
        var child = ExpectMsg<IActorRef>();
        child.Tell("late failure");
        child.Tell(1);
        Assert.Equal("late failure", ExpectMsg<ScriptedException>().Message);
        Assert.Equal("late failure at late failure", ExpectMsg<string>());
        Assert.Equal(1, ExpectMsg<int>());
    }

    [Fact]
    public void What_a_handler_throws_before_its_first_await_goes_to_the_parent_too()
    {
        var incarnations = 0;
        var actor = Sys.ActorOf(Scripted.Of(actor =>
        {
            var number = ++incarnations;
            actor.OnAsync<string>(text => throw new ScriptedException(text));
            actor.OnAsync<bool>(_ => Task.FromException(new ScriptedException("as a task")));
            actor.On<int>(_ => TestActor.Tell(number));
        }));
        actor.Tell("at once");
        actor.Tell(0);
        Assert.Equal(2, ExpectMsg<int>());
        actor.Tell(true);
        actor.Tell(0);
        Assert.Equal(3, ExpectMsg<int>());
    }

    [Fact]
    public void A_cancelled_handler_is_a_failure()
    {
        var actor = Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.Restarted = reason => TestActor.Tell(reason);
            actor.OnAsync<string>(async _ =>
            {
                await Task.Yield();
                await Task.FromCanceled(new CancellationToken(true));
            });
        }));
        actor.Tell("cancel");
        Assert.IsAssignableFrom<OperationCanceledException>(ExpectMsg<Exception>());
    }

    [Fact]
    public void A_handler_that_ends_at_once_pauses_nothing()
    {
        var actor = Sys.ActorOf(Scripted.Of(actor => actor.OnAsync<int>(number =>
        {
            TestActor.Tell(number);
            return Task.CompletedTask;
        })));
        for (var i = 0; i < 100; i++)
            actor.Tell(i);
        for (var i = 0; i < 100; i++)
            Assert.Equal(i, ExpectMsg<int>());
    }

    [Fact]
    public void An_actor_can_be_stopped_while_its_handler_waits()
    {
        var gate = new TaskCompletionSource();
        var actor = Watch(Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.Stopped = () => TestActor.Tell("stopped");
            actor.OnAsync<string>(async _ =>
            {
                TestActor.Tell("waiting");
                await gate.Task;
                TestActor.Tell("never");
            });
        })));
        actor.Tell("wait");
        Assert.Equal("waiting", ExpectMsg<string>());
        Sys.Stop(actor);
        Assert.Equal("stopped", ExpectMsg<string>());
        ExpectTerminated(actor);
        gate.SetResult();
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void A_child_that_fails_meanwhile_is_judged_after_the_handler()
    {
        var gate = new TaskCompletionSource();
        var order = new List<string>();
        var parent = Sys.ActorOf(Scripted.Of(parent =>
        {
            parent.Decider = _ =>
            {
                order.Add("judged");
                TestActor.Tell("judged");
                return Directive.Restart;
            };
            IActorRef? child = null;
            parent.Starting = () => child = Scripted.Context.ActorOf(Scripted.Of(child => child.On<string>(text =>
            {
                TestActor.Tell("failing");
                throw new ScriptedException(text);
            })));
            parent.OnAsync<string>(async _ =>
            {
                child!.Tell("fail");
                await gate.Task;
                order.Add("handled");
            });
        }));
        parent.Tell("go");
        Assert.Equal("failing", ExpectMsg<string>());
        ExpectNoMsg(Silence);
        gate.SetResult();
        Assert.Equal("judged", ExpectMsg<string>());
        Assert.Equal(["handled", "judged"], order);
    }
}
