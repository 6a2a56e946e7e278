namespace Scanout.Tests.Actors.Kernel;

public sealed class TimerTests : TestKit
{
    static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan Never = TimeSpan.FromHours(1);
    static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(80);

    [Fact]
    public void A_single_timer_fires_once_and_is_then_no_longer_active()
    {
        Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.Starting = () =>
            {
                actor.Timers.StartSingleTimer("key", "due", Soon);
                TestActor.Tell(actor.Timers.IsTimerActive("key"));
            };
            actor.On<string>(text =>
            {
                TestActor.Tell(text);
                TestActor.Tell(actor.Timers.IsTimerActive("key"));
            });
        }));
        Assert.True(ExpectMsg<bool>());
        Assert.Equal("due", ExpectMsg<string>());
        Assert.False(ExpectMsg<bool>());
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void A_periodic_timer_fires_until_it_is_cancelled()
    {
        Sys.ActorOf(Scripted.Of(actor =>
        {
            var fired = 0;
            actor.Starting = () => actor.Timers.StartPeriodicTimer("key", "due", Soon);
            actor.On<string>(_ =>
            {
                TestActor.Tell(++fired);
                if (fired == 3)
                {
                    actor.Timers.Cancel("key");
                    TestActor.Tell(actor.Timers.IsTimerActive("key"));
                }
            });
        }));
        Assert.Equal([1, 2, 3], new[] { ExpectMsg<int>(), ExpectMsg<int>(), ExpectMsg<int>() });
        Assert.False(ExpectMsg<bool>());
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void A_timer_started_anew_replaces_the_one_of_its_key()
    {
        Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.Starting = () =>
            {
                actor.Timers.StartSingleTimer("key", "old", Soon);
                actor.Timers.StartSingleTimer("key", "new", Soon);
                actor.Timers.StartSingleTimer("other", "other", Soon);
            };
            actor.On<string>(text => TestActor.Tell(text));
        }));
        Assert.Equal(["new", "other"], new[] { ExpectMsg<string>(), ExpectMsg<string>() }.Order());
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void A_message_of_a_cancelled_timer_is_not_delivered_even_from_the_mailbox()
    {
        var due = new ManualResetEventSlim();
        Sys.ActorOf(Scripted.Of(actor => BlockUntilTimerIsDue(actor, due, () => actor.Timers.Cancel("key")))).Tell(new Block());
        Assert.Equal("after", ExpectMsg<string>());
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void A_message_of_a_replaced_timer_is_not_delivered_even_from_the_mailbox()
    {
        var due = new ManualResetEventSlim();
        Sys.ActorOf(Scripted.Of(actor => BlockUntilTimerIsDue(actor, due, () => actor.Timers.StartSingleTimer("key", "replacement", Never))))
            .Tell(new Block());
        Assert.Equal("after", ExpectMsg<string>());
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void A_message_of_a_timer_of_before_the_restart_is_not_delivered_even_if_its_key_is_in_use_again()
    {
        var due = new ManualResetEventSlim();
        Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.Restarted = _ => actor.Timers.StartSingleTimer("key", "of the new incarnation", Never);
            BlockUntilTimerIsDue(actor, due, () => throw new ScriptedException("on purpose"));
        })).Tell(new Block());
        Assert.Equal("after", ExpectMsg<string>());
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void Timers_die_with_the_incarnation_that_started_them()
    {
        var incarnations = 0;
        var actor = Sys.ActorOf(Scripted.Of(actor =>
        {
            var number = ++incarnations;
            if (number == 1)
                actor.Starting = () => actor.Timers.StartPeriodicTimer("key", "tick", Soon);
            actor.On<string>(_ => TestActor.Tell(number));
            actor.On<Block>(_ => throw new ScriptedException("on purpose"));
            actor.On<int>(_ => TestActor.Tell(actor.Timers.IsTimerActive("key")));
        }));
        Assert.Equal(1, ExpectMsg<int>());
        actor.Tell(new Block());
        actor.Tell(0);
        AwaitAssert(() => Assert.False(Assert.IsType<bool>(ExpectMsg<object>())));
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void A_stopped_actor_has_no_timers_left()
    {
        var actor = Watch(Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.Starting = () => actor.Timers.StartPeriodicTimer("key", "tick", Soon);
            actor.On<string>(_ => TestActor.Tell(0));
        })));
        ExpectMsg<int>();
        Sys.Stop(actor);
        // However many ticks it had told of before.
        while (ExpectMsg<object>() is not Terminated)
        {
        }
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void All_timers_can_be_cancelled_at_once()
    {
        Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.Starting = () =>
            {
                for (var i = 0; i < 10; i++)
                    actor.Timers.StartPeriodicTimer(i, i, Soon);
                actor.Timers.CancelAll();
                TestActor.Tell(Enumerable.Range(0, 10).Any(i => actor.Timers.IsTimerActive(i)));
            };
            actor.On<int>(number => TestActor.Tell(number));
        }));
        Assert.False(ExpectMsg<bool>());
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void A_timer_can_end_its_actor()
    {
        var actor = Watch(Sys.ActorOf(Scripted.Of(actor =>
            actor.Starting = () => actor.Timers.StartSingleTimer("end", PoisonPill.Instance, Soon))));
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_receive_timeout_comes_again_and_again_while_no_message_does()
    {
        Sys.ActorOf(Scripted.Of(actor =>
        {
            var timeouts = 0;
            actor.Starting = () => Scripted.Context.SetReceiveTimeout(Soon);
            actor.On<ReceiveTimeout>(_ =>
            {
                TestActor.Tell(++timeouts);
                if (timeouts == 3)
                    Scripted.Context.SetReceiveTimeout(null);
            });
        }));
        Assert.Equal([1, 2, 3], new[] { ExpectMsg<int>(), ExpectMsg<int>(), ExpectMsg<int>() });
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void A_message_puts_the_receive_timeout_off()
    {
        var actor = Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.On<TimeSpan>(timeout =>
            {
                Scripted.Context.SetReceiveTimeout(timeout);
                actor.Sender.Tell("set");
            });
            actor.On<ReceiveTimeout>(_ => TestActor.Tell("timeout"));
        }));
        actor.Tell(Never);
        Assert.Equal("set", ExpectMsg<string>());
        ExpectNoMsg(Silence);
        actor.Tell(Soon);
        Assert.Equal("set", ExpectMsg<string>());
        Assert.Equal("timeout", ExpectMsg<string>());
    }

    [Fact]
    public void The_time_that_a_message_takes_is_no_silence()
    {
        var later = new ManualResetEventSlim();
        using var timer = new Timer(_ => later.Set(), null, Silence, Timeout.InfiniteTimeSpan);
        Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.Starting = () => Scripted.Context.SetReceiveTimeout(TimeSpan.FromMilliseconds(40));
            actor.On<Block>(_ =>
            {
                later.Wait();
                Scripted.Context.SetReceiveTimeout(null);
                TestActor.Tell("handled");
            });
            actor.On<ReceiveTimeout>(_ => TestActor.Tell("silence"));
        })).Tell(new Block());
        Assert.Equal("handled", ExpectMsg<string>());
        ExpectNoMsg(Silence);
    }

    /// <summary>While the actor handles Block its timer of "key" becomes due, and so its message waits in the mailbox when <paramref name="then"/> runs.</summary>
    void BlockUntilTimerIsDue(Scripted actor, ManualResetEventSlim due, Action then)
    {
        var self = actor.Self;
        actor.On<Block>(_ =>
        {
            actor.Timers.StartSingleTimer("key", "stale", TimeSpan.FromMilliseconds(1));
            // The engine's timers know nothing of this one; it is due long after theirs.
            using var later = new Timer(_ => due.Set(), null, TimeSpan.FromMilliseconds(100), Timeout.InfiniteTimeSpan);
            due.Wait();
            self.Tell("after");
            then();
        });
        actor.On<string>(text => TestActor.Tell(text));
    }

    sealed record Block;
}
