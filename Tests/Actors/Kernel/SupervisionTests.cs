namespace Scanout.Tests.Actors.Kernel;

public sealed class SupervisionTests : TestKit
{
    sealed record Fail(string Why);

    IActorRef Supervised(Func<Exception, Directive>? decider, Action<Scripted> child, int? retries = null, TimeSpan? window = null)
    {
        Sys.ActorOf(Scripted.Of(parent =>
        {
            parent.Decider = decider;
            parent.Retries = retries;
            parent.Window = window;
            parent.Starting = () => TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(child), "child"));
        }));
        return ExpectMsg<IActorRef>();
    }

    void Failing(Scripted actor)
    {
        var handled = 0;
        actor.On<Fail>(fail => throw new ScriptedException(fail.Why));
        actor.On<string>(text => TestActor.Tell($"{text} {++handled}"));
    }

    [Fact]
    public void By_default_a_failing_child_is_restarted_with_its_ref_and_mailbox_kept()
    {
        var child = Supervised(null, Failing);
        child.Tell("a");
        child.Tell("b");
        child.Tell(new Fail("on purpose"));
        child.Tell("c");
        Assert.Equal("a 1", ExpectMsg<string>());
        Assert.Equal("b 2", ExpectMsg<string>());
        Assert.Equal("c 1", ExpectMsg<string>());
    }

    [Fact]
    public void Resume_keeps_the_incarnation_and_drops_the_message_that_failed()
    {
        var child = Supervised(_ => Directive.Resume, Failing);
        child.Tell("a");
        child.Tell(new Fail("on purpose"));
        child.Tell("b");
        Assert.Equal("a 1", ExpectMsg<string>());
        Assert.Equal("b 2", ExpectMsg<string>());
    }

    [Fact]
    public void Stop_ends_the_child_and_its_mailbox_goes_to_the_dead_letters()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var gate = new ManualResetEventSlim();
        var child = Supervised(_ => Directive.Stop, actor =>
        {
            actor.On<Fail>(fail =>
            {
                gate.Wait();
                throw new ScriptedException(fail.Why);
            });
            actor.On<string>(text => TestActor.Tell(text));
            actor.Stopped = () => TestActor.Tell("stopped");
        });
        child.Tell(new Fail("on purpose"));
        child.Tell("too late");
        gate.Set();
        Assert.Equal("stopped", ExpectMsg<string>());
        var letter = ExpectMsg<DeadLetter>();
        Assert.Equal("too late", letter.Message);
        Assert.Equal(child, letter.Recipient);
        Assert.Equal(TestActor, letter.Sender);
    }

    [Fact]
    public void The_decider_sees_what_was_thrown_and_runs_as_the_parent()
    {
        var child = Supervised(
            cause =>
            {
                TestActor.Tell((cause, Scripted.Context.Self, Scripted.Context.Sender));
                return Directive.Resume;
            },
            Failing);
        child.Tell(new Fail("on purpose"));
        var (cause, self, sender) = ExpectMsg<(Exception, IActorRef, IActorRef)>();
        Assert.Equal("on purpose", Assert.IsType<ScriptedException>(cause).Message);
        Assert.NotEqual(child, self);
        Assert.Equal(child, sender);
    }

    [Fact]
    public void The_strategy_of_the_props_goes_before_that_of_the_class()
    {
        Sys.ActorOf(Scripted.Of(
            parent =>
            {
                parent.Decider = _ => Directive.Stop;
                parent.Starting = () => TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(Failing)));
            },
            new OneForOneStrategy(null, null, _ => Directive.Resume)));
        var child = ExpectMsg<IActorRef>();
        child.Tell(new Fail("on purpose"));
        child.Tell("alive");
        Assert.Equal("alive 1", ExpectMsg<string>());
    }

    [Fact]
    public void A_failing_child_is_suspended_until_its_parent_has_decided()
    {
        var decide = new ManualResetEventSlim();
        var child = Supervised(
            _ =>
            {
                TestActor.Tell("deciding");
                decide.Wait();
                return Directive.Resume;
            },
            Failing);
        child.Tell(new Fail("on purpose"));
        child.Tell("a");
        Assert.Equal("deciding", ExpectMsg<string>());
        child.Tell("b");
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        decide.Set();
        Assert.Equal("a 1", ExpectMsg<string>());
        Assert.Equal("b 2", ExpectMsg<string>());
    }

    [Fact]
    public void The_children_of_a_failing_actor_are_suspended_with_it()
    {
        var decide = new ManualResetEventSlim();
        var middle = Supervised(
            _ =>
            {
                TestActor.Tell("deciding");
                decide.Wait();
                return Directive.Resume;
            },
            actor =>
            {
                actor.Starting = () => TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(Failing)));
                Failing(actor);
            });
        var leaf = ExpectMsg<IActorRef>();
        // A first round trip, so that the leaf runs and nothing but the suspension can hold it back.
        leaf.Tell("a");
        Assert.Equal("a 1", ExpectMsg<string>());
        middle.Tell(new Fail("on purpose"));
        Assert.Equal("deciding", ExpectMsg<string>());
        leaf.Tell("b");
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        decide.Set();
        Assert.Equal("b 2", ExpectMsg<string>());
    }

    [Fact]
    public void A_restart_runs_the_hooks_in_their_order_with_reason_and_message()
    {
        var incarnations = 0;
        var child = Supervised(null, actor =>
        {
            var number = ++incarnations;
            actor.Starting = () => TestActor.Tell($"start {number}");
            actor.Stopped = () => TestActor.Tell($"stop {number}");
            actor.Restarting = (reason, message) => TestActor.Tell($"restarting {number}: {reason.Message} of {((Fail)message!).Why}");
            actor.Restarted = reason => TestActor.Tell($"restarted {number}: {reason.Message}");
            actor.On<Fail>(fail => throw new ScriptedException($"failure {fail.Why}"));
        });
        child.Tell(new Fail("x"));
        string[] expected = ["start 1", "restarting 1: failure x of x", "stop 1", "restarted 2: failure x", "start 2"];
        Assert.Equal(expected, expected.Select(_ => ExpectMsg<string>()).ToArray());
    }

    [Fact]
    public void A_restart_stops_the_children_before_the_new_incarnation_is_built()
    {
        var incarnations = 0;
        var middle = Supervised(null, actor =>
        {
            var number = ++incarnations;
            TestActor.Tell($"built {number}");
            actor.Starting = () => Scripted.Context.ActorOf(
                Scripted.Of(leaf => leaf.Stopped = () => TestActor.Tell($"leaf of {number} stopped")), "leaf");
            actor.On<Fail>(fail => throw new ScriptedException(fail.Why));
            actor.On<string>(_ => TestActor.Tell(Scripted.Context.GetChildren().Count()));
        });
        Assert.Equal("built 1", ExpectMsg<string>());
        middle.Tell(new Fail("on purpose"));
        Assert.Equal("leaf of 1 stopped", ExpectMsg<string>());
        Assert.Equal("built 2", ExpectMsg<string>());
        middle.Tell("how many?");
        Assert.Equal(1, ExpectMsg<int>());
    }

    [Fact]
    public void Children_that_a_restart_keeps_are_restarted_too()
    {
        var leaves = 0;
        var middle = Supervised(null, actor =>
        {
            actor.KeepsChildren = true;
            actor.On<Fail>(fail => throw new ScriptedException(fail.Why));
            actor.On<string>(_ => TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(leaf =>
            {
                var number = ++leaves;
                leaf.On<int>(_ => TestActor.Tell(number));
            }))));
        });
        middle.Tell("have a child");
        var leaf = ExpectMsg<IActorRef>();
        leaf.Tell(0);
        Assert.Equal(1, ExpectMsg<int>());
        middle.Tell(new Fail("on purpose"));
        AwaitAssert(() =>
        {
            leaf.Tell(0);
            Assert.Equal(2, ExpectMsg<int>());
        });
    }

    [Fact]
    public void More_restarts_than_allowed_stop_the_child()
    {
        var built = 0;
        var child = Watch(Supervised(_ => Directive.Restart, actor =>
        {
            Interlocked.Increment(ref built);
            Failing(actor);
        }, retries: 2, window: TimeSpan.FromMinutes(10)));
        for (var i = 0; i < 5; i++)
            child.Tell(new Fail("again"));
        ExpectTerminated(child);
        Assert.Equal(3, built);
    }

    [Fact]
    public void Without_a_window_restarts_are_counted_for_good()
    {
        var child = Watch(Supervised(_ => Directive.Restart, Failing, retries: 1));
        child.Tell(new Fail("once"));
        child.Tell("alive");
        Assert.Equal("alive 1", ExpectMsg<string>());
        child.Tell(new Fail("twice"));
        ExpectTerminated(child);
    }

    [Fact]
    public void No_restart_allowed_means_stop()
    {
        var child = Watch(Supervised(_ => Directive.Restart, Failing, retries: 0, window: TimeSpan.FromMinutes(1)));
        child.Tell(new Fail("once"));
        ExpectTerminated(child);
    }

    [Fact]
    public void Restarts_are_allowed_anew_once_the_window_has_passed()
    {
        var window = TimeSpan.FromMilliseconds(20);
        var child = Watch(Supervised(_ => Directive.Restart, Failing, retries: 1, window));
        for (var round = 0; round < 3; round++)
        {
            child.Tell(new Fail("once per window"));
            child.Tell("alive");
            Assert.Equal("alive 1", ExpectMsg<string>());
            ExpectNoMsg(window * 3);
        }
    }

    [Fact]
    public void Without_a_limit_a_child_is_restarted_however_often()
    {
        var child = Supervised(_ => Directive.Restart, Failing);
        for (var i = 0; i < 50; i++)
            child.Tell(new Fail("again"));
        child.Tell("alive");
        Assert.Equal("alive 1", ExpectMsg<string>());
    }

    [Fact]
    public void Escalate_fails_the_parent_for_the_same_reason()
    {
        Sys.ActorOf(Scripted.Of(top =>
        {
            top.Decider = cause =>
            {
                TestActor.Tell(cause);
                return Directive.Restart;
            };
            top.Starting = () => Scripted.Context.ActorOf(Scripted.Of(middle =>
            {
                middle.Decider = _ => Directive.Escalate;
                middle.Starting = () => TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(Failing)));
                middle.Restarted = _ => TestActor.Tell("middle restarted");
            }));
        }));
        var leaf = Watch(ExpectMsg<IActorRef>());
        leaf.Tell(new Fail("from below"));
        Assert.Equal("from below", ExpectMsg<ScriptedException>().Message);

        // The old leaf ends with the old incarnation; when exactly the watcher hears of it is not fixed.
        var rest = new[] { ExpectMsg<object>(), ExpectMsg<object>(), ExpectMsg<object>() };
        Assert.Equal(leaf, Assert.Single(rest.OfType<Terminated>()).ActorRef);
        Assert.Equal("middle restarted", Assert.Single(rest.OfType<string>()));
        Assert.NotEqual(leaf, Assert.Single(rest.OfType<IActorRef>()));
    }

    [Fact]
    public void A_resume_from_above_reaches_the_one_that_failed()
    {
        Sys.ActorOf(Scripted.Of(top =>
        {
            top.Decider = _ => Directive.Resume;
            top.Starting = () => Scripted.Context.ActorOf(Scripted.Of(middle =>
            {
                middle.Decider = _ => Directive.Escalate;
                middle.Starting = () => TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(Failing)));
            }));
        }));
        var leaf = ExpectMsg<IActorRef>();
        leaf.Tell("a");
        leaf.Tell(new Fail("on purpose"));
        leaf.Tell("b");
        Assert.Equal("a 1", ExpectMsg<string>());
        Assert.Equal("b 2", ExpectMsg<string>());
    }

    [Fact]
    public void A_decider_that_throws_fails_its_own_actor()
    {
        Sys.ActorOf(Scripted.Of(top =>
        {
            top.Decider = cause =>
            {
                TestActor.Tell(cause.Message);
                return Directive.Stop;
            };
            top.Starting = () => Scripted.Context.ActorOf(Scripted.Of(middle =>
            {
                middle.Decider = _ => throw new ScriptedException("no idea");
                middle.Starting = () => TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(Failing)));
            }));
        }));
        var leaf = Watch(ExpectMsg<IActorRef>());
        leaf.Tell(new Fail("on purpose"));
        Assert.Equal("no idea", ExpectMsg<string>());
        ExpectTerminated(leaf);
    }

    [Fact]
    public void An_actor_whose_constructor_throws_is_stopped()
    {
        Exception? seen = null;
        var child = Supervised(
            cause =>
            {
                seen = cause;
                return cause is ActorInitializationException ? Directive.Stop : Directive.Restart;
            },
            _ => throw new ScriptedException("unbuildable"));
        Watch(child);
        ExpectTerminated(child);
        Assert.Contains("unbuildable", Assert.IsAssignableFrom<ActorInitializationException>(seen).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void By_default_an_actor_that_can_not_start_is_stopped()
    {
        var built = 0;
        var stopped = 0;
        var child = Watch(Sys.ActorOf(Scripted.Of(actor =>
        {
            built++;
            actor.Starting = () => throw new ScriptedException("unstartable");
            actor.Stopped = () => stopped++;
        })));
        ExpectTerminated(child);
        Assert.Equal(1, built);
        Assert.Equal(0, stopped);
    }

    [Fact]
    public void A_restart_builds_an_actor_that_could_not_be_built_before()
    {
        var attempts = 0;
        var child = Supervised(_ => Directive.Restart, actor =>
        {
            if (++attempts < 3)
                throw new ScriptedException("not yet");
            Failing(actor);
        });
        child.Tell("a");
        Assert.Equal("a 1", ExpectMsg<string>());
        Assert.Equal(3, attempts);
    }

    [Fact]
    public void A_restart_that_fails_stops_the_actor_by_default()
    {
        var incarnations = 0;
        var child = Watch(Supervised(null, actor =>
        {
            if (++incarnations == 2)
                throw new ScriptedException("no second life");
            Failing(actor);
        }));
        child.Tell(new Fail("on purpose"));
        ExpectTerminated(child);
        Assert.Equal(2, incarnations);
    }

    [Fact]
    public void A_restart_that_fails_is_reported_with_both_reasons()
    {
        var incarnations = 0;
        var child = Watch(Supervised(
            cause =>
            {
                TestActor.Tell(cause);
                return cause is ScriptedException ? Directive.Restart : Directive.Stop;
            },
            actor =>
            {
                if (++incarnations == 2)
                    actor.Restarted = _ => throw new ScriptedException("second");
                Failing(actor);
            }));
        child.Tell(new Fail("first"));
        Assert.Equal("first", ExpectMsg<ScriptedException>().Message);
        var both = ExpectMsg<PostRestartException>();
        Assert.Equal("first", both.OriginalCause.Message);
        Assert.Equal("second", both.InnerException!.Message);
        ExpectTerminated(child);
    }

    [Fact]
    public void A_hook_that_throws_does_not_keep_an_actor_from_ending_or_restarting()
    {
        var child = Supervised(null, actor =>
        {
            actor.Stopped = () => throw new ScriptedException("in PostStop");
            Failing(actor);
        });
        child.Tell(new Fail("on purpose"));
        child.Tell("alive");
        Assert.Equal("alive 1", ExpectMsg<string>());
        Watch(child);
        Sys.Stop(child);
        ExpectTerminated(child);
    }

    [Fact]
    public void A_failing_child_does_not_disturb_its_siblings()
    {
        var built = 0;
        Sys.ActorOf(Scripted.Of(parent => parent.Starting = () =>
        {
            TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(Failing)));
            TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(actor =>
            {
                built++;
                Failing(actor);
            })));
        }));
        var failing = ExpectMsg<IActorRef>();
        var sibling = ExpectMsg<IActorRef>();
        sibling.Tell("a");
        Assert.Equal("a 1", ExpectMsg<string>());
        failing.Tell(new Fail("on purpose"));
        failing.Tell("back");
        Assert.Equal("back 1", ExpectMsg<string>());
        sibling.Tell("b");
        Assert.Equal("b 2", ExpectMsg<string>());
        Assert.Equal(1, built);
    }

    [Fact]
    public void A_child_that_fails_while_its_parent_stops_ends_all_the_same()
    {
        var gate = new ManualResetEventSlim();
        var parent = Watch(Sys.ActorOf(Scripted.Of(parent => parent.Starting = () => TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(child =>
            child.On<Fail>(fail =>
            {
                gate.Wait();
                throw new ScriptedException(fail.Why);
            })))))));
        var child = Watch(ExpectMsg<IActorRef>());
        child.Tell(new Fail("on purpose"));
        Sys.Stop(parent);
        gate.Set();
        // Whose end is told first is not promised: they come from two senders.
        IActorRef[] ended = [ExpectMsg<Terminated>().ActorRef, ExpectMsg<Terminated>().ActorRef];
        Assert.Contains(child, ended);
        Assert.Contains(parent, ended);
    }

    [Fact]
    public void A_parent_that_stops_while_it_restarts_is_not_built_again()
    {
        var built = 0;
        var hold = new ManualResetEventSlim();
        var middle = Watch(Supervised(null, actor =>
        {
            Interlocked.Increment(ref built);
            actor.Starting = () => Scripted.Context.ActorOf(Scripted.Of(leaf => leaf.Stopped = () =>
            {
                TestActor.Tell("leaf is stopping");
                hold.Wait();
            }));
            actor.On<Fail>(fail => throw new ScriptedException(fail.Why));
        }));
        middle.Tell(new Fail("on purpose"));
        Assert.Equal("leaf is stopping", ExpectMsg<string>());
        Sys.Stop(middle);
        hold.Set();
        ExpectTerminated(middle);
        Assert.Equal(1, built);
    }

    [Fact]
    public void A_restart_waits_for_the_last_of_the_children()
    {
        var hold = new ManualResetEventSlim();
        var incarnations = 0;
        var middle = Supervised(null, actor =>
        {
            TestActor.Tell($"built {++incarnations}");
            actor.Starting = () =>
            {
                TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(_ => { })));
                Scripted.Context.ActorOf(Scripted.Of(leaf => leaf.Stopped = () =>
                {
                    hold.Wait();
                    TestActor.Tell("leaf stopped");
                }));
            };
            actor.On<Fail>(fail => throw new ScriptedException(fail.Why));
        });
        Assert.Equal("built 1", ExpectMsg<string>());
        var quick = CreateTestProbe();
        quick.Watch(ExpectMsg<IActorRef>());
        middle.Tell(new Fail("on purpose"));
        quick.ExpectMsg<Terminated>();
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        hold.Set();
        Assert.Equal("leaf stopped", ExpectMsg<string>());
        Assert.Equal("built 2", ExpectMsg<string>());
    }

    [Fact]
    public void A_resume_does_not_bring_back_an_actor_that_is_stopping()
    {
        var hold = new ManualResetEventSlim();
        var built = 0;
        Sys.ActorOf(Scripted.Of(above =>
        {
            above.Decider = _ => Directive.Resume;
            above.Starting = () => TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(top =>
            {
                top.Starting = () => TestActor.Tell(Scripted.Context.ActorOf(Scripted.Of(middle =>
                {
                    Interlocked.Increment(ref built);
                    middle.Starting = () => Scripted.Context.ActorOf(Scripted.Of(leaf => leaf.Stopped = () =>
                    {
                        TestActor.Tell("leaf is stopping");
                        hold.Wait();
                    }));
                    middle.On<Fail>(fail => throw new ScriptedException(fail.Why));
                })));
                top.On<string>(text => TestActor.Tell(text));
                top.On<Fail>(fail => throw new ScriptedException(fail.Why));
            })));
        }));
        var first = ExpectMsg<IActorRef>();
        var second = ExpectMsg<IActorRef>();
        // The child is started by its parent's first turn, but who of the two tells first is not fixed.
        var (top, middle) = first.Path.ToString().Length < second.Path.ToString().Length ? (first, second) : (second, first);
        Watch(middle);
        middle.Tell(new Fail("on purpose"));
        Assert.Equal("leaf is stopping", ExpectMsg<string>());
        Sys.Stop(middle);
        top.Tell(new Fail("on purpose"));
        top.Tell("resumed");
        Assert.Equal("resumed", ExpectMsg<string>());
        hold.Set();
        ExpectTerminated(middle);
        Assert.Equal(1, built);
    }
}
