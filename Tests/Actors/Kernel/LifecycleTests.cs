namespace Scanout.Tests.Actors.Kernel;

public sealed class LifecycleTests : TestKit
{
    [Fact]
    public void An_actor_is_started_before_its_first_message()
    {
        Sys.ActorOf(Scripted.Of(actor =>
        {
            TestActor.Tell("built");
            actor.Starting = () => TestActor.Tell("started");
            actor.On<string>(text => TestActor.Tell(text));
        })).Tell("message");
        Assert.Equal(["built", "started", "message"], new[] { ExpectMsg<string>(), ExpectMsg<string>(), ExpectMsg<string>() });
    }

    [Fact]
    public void Children_end_before_their_parent_and_are_gone_when_it_says_so()
    {
        var parent = Watch(Sys.ActorOf(Scripted.Of(parent =>
        {
            parent.Starting = () =>
            {
                for (var i = 0; i < 3; i++)
                {
                    Scripted.Context.ActorOf(Scripted.Of(child =>
                    {
                        child.Starting = () => Scripted.Context.ActorOf(Scripted.Of(grandchild => grandchild.Stopped = () => TestActor.Tell("grandchild")));
                        child.Stopped = () => TestActor.Tell("child");
                    }));
                }
            };
            parent.Stopped = () => TestActor.Tell("parent");
            parent.On<string>(_ => Scripted.Context.Stop(parent.Self));
        })));
        parent.Tell("stop");
        var order = Enumerable.Range(0, 7).Select(_ => ExpectMsg<string>()).ToList();
        Assert.Equal("parent", order[6]);
        Assert.Equal(3, order.Count(name => name == "grandchild"));
        Assert.True(order.IndexOf("grandchild") < order.IndexOf("child"));
        Assert.True(order.LastIndexOf("grandchild") < order.LastIndexOf("child"));
        ExpectTerminated(parent);
    }

    [Fact]
    public void An_actor_that_waits_for_its_last_child_handles_no_more_messages()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var hold = new ManualResetEventSlim();
        var quick = CreateTestProbe();
        var parent = Watch(Sys.ActorOf(Scripted.Of(parent =>
        {
            parent.Starting = () =>
            {
                TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(_ => { })));
                Scripted.Context.ActorOf(Scripted.Of(child => child.Stopped = () =>
                {
                    TestActor.Tell("child is stopping");
                    hold.Wait();
                    TestActor.Tell("child");
                }));
            };
            parent.Stopped = () => TestActor.Tell("parent");
            parent.On<int>(number => TestActor.Tell(number));
        })));
        quick.Watch(ExpectMsg<IActorRef>());
        Sys.Stop(parent);
        Assert.Equal("child is stopping", ExpectMsg<string>());
        quick.ExpectMsg<Terminated>();
        parent.Tell(1);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        hold.Set();
        Assert.Equal("child", ExpectMsg<string>());
        Assert.Equal("parent", ExpectMsg<string>());
        var last = new[] { ExpectMsg<object>(), ExpectMsg<object>() };
        Assert.Equal(1, Assert.Single(last.OfType<DeadLetter>()).Message);
        Assert.Equal(parent, Assert.Single(last.OfType<Terminated>()).ActorRef);
    }

    [Fact]
    public void A_poison_pill_takes_effect_after_the_messages_before_it()
    {
        var actor = Watch(Sys.ActorOf(Scripted.Of(actor => actor.On<int>(number => TestActor.Tell(number)))));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell(PoisonPill.Instance);
        Assert.Equal(1, ExpectMsg<int>());
        Assert.Equal(2, ExpectMsg<int>());
        ExpectTerminated(actor);
    }

    [Fact]
    public void An_actor_stops_only_after_the_message_that_it_handles()
    {
        var actor = Watch(Sys.ActorOf(Scripted.Of(actor => actor.On<string>(text =>
        {
            Scripted.Context.Stop(actor.Self);
            TestActor.Tell(text);
        }))));
        actor.Tell("handled to its end");
        ExpectMsg<string>();
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_name_is_unique_among_the_living_and_free_again_once_its_actor_has_terminated()
    {
        Sys.ActorOf(Scripted.Of(parent =>
        {
            IActorRef Start() => Scripted.Context.Watch(Scripted.Context.ActorOf(Scripted.Of(_ => { }), "child"));
            parent.Starting = () =>
            {
                var first = Start();
                TestActor.Tell(Assert.Throws<InvalidActorNameException>(Start));
                Scripted.Context.Stop(first);
            };
            parent.On<Terminated>(terminated =>
            {
                var second = Start();
                TestActor.Tell((terminated.ActorRef, second));
                TestActor.Tell(Scripted.Context.Child("child").Equals(second));
            });
        }));
        ExpectMsg<InvalidActorNameException>();
        var (first, second) = ExpectMsg<(IActorRef, IActorRef)>();
        Assert.NotEqual(first, second);
        Assert.Equal(first.Path, second.Path);
        Assert.True(ExpectMsg<bool>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("$mine")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("100%")]
    public void A_name_that_no_path_can_hold_is_refused(string name) =>
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Scripted.Of(_ => { }), name));

    [Theory]
    [InlineData("a")]
    [InlineData("vm-17.example")]
    [InlineData("5%20x")]
    [InlineData("(x)~y'z;")]
    public void A_name_is_the_end_of_its_path(string name)
    {
        var actor = Sys.ActorOf(Scripted.Of(_ => { }), name);
        Assert.Equal(name, actor.Path.Name);
        Assert.Equal($"akka://test/user/{name}", actor.Path.ToString());
    }

    [Fact]
    public void Actors_without_a_name_get_names_of_their_own()
    {
        var names = Enumerable.Range(0, 100).Select(_ => Sys.ActorOf(Scripted.Of(_ => { })).Path.Name).ToHashSet();
        Assert.Equal(100, names.Count);
        Assert.All(names, name => Assert.StartsWith("$", name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_context_knows_the_family()
    {
        var parent = Sys.ActorOf(Scripted.Of(parent =>
        {
            parent.Starting = () =>
            {
                Scripted.Context.ActorOf(Scripted.Of(child => child.On<string>(_ => TestActor.Tell(Scripted.Context.Parent))), "one");
                Scripted.Context.ActorOf(Scripted.Of(_ => { }), "two");
            };
            parent.On<string>(_ =>
            {
                TestActor.Tell(Scripted.Context.GetChildren().Select(child => child.Path.Name).Order().ToArray());
                TestActor.Tell(Scripted.Context.Child("three"));
                TestActor.Tell(Scripted.Context.System);
                Scripted.Context.Child("one").Tell("who is it?");
            });
        }));
        parent.Tell("who?");
        Assert.Equal(["one", "two"], ExpectMsg<string[]>());
        Assert.Same(ActorRefs.Nobody, ExpectMsg<IActorRef>());
        Assert.Same(Sys, ExpectMsg<ActorSystem>());
        Assert.Equal(parent, ExpectMsg<IActorRef>());
    }

    [Fact]
    public async Task A_system_terminates_when_its_last_actor_has()
    {
        var system = ActorSystem.Create("short-lived", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));
        var stopped = 0;
        for (var i = 0; i < 20; i++)
        {
            system.ActorOf(Scripted.Of(actor =>
            {
                actor.Starting = () => Scripted.Context.ActorOf(Scripted.Of(child => child.Stopped = () => Interlocked.Increment(ref stopped)));
                actor.Stopped = () => Interlocked.Increment(ref stopped);
                actor.On<string>(text => actor.Sender.Tell(text));
            }), $"actor-{i}").Tell("ready?", TestActor);
        }
        for (var i = 0; i < 20; i++)
            ExpectMsg<string>();
        Assert.False(system.WhenTerminated.IsCompleted);
        await system.Terminate().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
        Assert.Equal(40, stopped);
        Assert.Throws<InvalidOperationException>(() => system.ActorOf(Scripted.Of(_ => { })));
        system.Dispose();
    }

    [Fact]
    public void A_system_refuses_a_name_that_no_path_can_hold() => Assert.Throws<ArgumentException>(() => ActorSystem.Create("a b"));

    [Fact]
    public void There_is_no_context_where_no_actor_runs()
    {
        Sys.ActorOf(Scripted.Of(actor => actor.On<string>(_ =>
        {
            var thread = new Thread(() => TestActor.Tell(Record.Exception(() => Scripted.Context), ActorRefs.NoSender));
            thread.Start();
        }))).Tell("look");
        ExpectMsg<NotSupportedException>();
    }

    [Fact]
    public void The_arguments_of_props_are_evaluated_once_for_all_incarnations()
    {
        var evaluations = 0;
        Func<object> evaluate = () =>
        {
            evaluations++;
            return new object();
        };

        var actor = Sys.ActorOf(Props.Create(() => new Holder(TestActor, evaluate()), null));
        var first = ExpectMsg<Held>().Value;
        actor.Tell("fail");
        Assert.Same(first, ExpectMsg<Held>().Value);
        Assert.Equal(1, evaluations);
    }

    [Fact]
    public void Props_take_arguments_in_a_row_too()
    {
        var value = new object();
        Sys.ActorOf(Props.Create<Holder>(TestActor, value));
        Assert.Same(value, ExpectMsg<Held>().Value);
    }

    [Fact]
    public void Props_want_a_plain_construction() => Assert.NotNull(Record.Exception(() => Props.Create(() => Holder.Build(TestActor), null)));

    [Fact]
    public void A_disposable_actor_is_disposed_of_after_every_incarnation()
    {
        var actor = Watch(Sys.ActorOf(Props.Create(() => new Holder(TestActor, 1), null)));
        ExpectMsg<Held>();
        actor.Tell("fail");
        Assert.Equal("disposed", ExpectMsg<string>());
        ExpectMsg<Held>();
        Sys.Stop(actor);
        // Which of the two comes first is not fixed.
        var last = new[] { ExpectMsg<object>(), ExpectMsg<object>() };
        Assert.Contains("disposed", last);
        Assert.Single(last.OfType<Terminated>());
    }

    public sealed record Held(object Value);

    public sealed class Holder : ReceiveActor, IDisposable
    {
        readonly IActorRef probe;
        readonly bool tells;

        public Holder(IActorRef probe, object value)
        {
            this.probe = probe;
            tells = value is int;
            probe.Tell(new Held(value));
            Receive<string>(text => throw new ScriptedException(text));
        }

        public static Holder Build(IActorRef probe) => new(probe, 1);

        public void Dispose()
        {
            if (tells)
                probe.Tell("disposed");
        }
    }
}
