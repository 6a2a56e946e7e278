namespace Scanout.Tests.Actors.Kernel;

public sealed class StashTests : TestKit
{
    IActorRef Closed(Action<Scripted>? more = null) => Sys.ActorOf(Scripted.Of(actor =>
    {
        more?.Invoke(actor);
        actor.On<string>(
            _ =>
            {
                actor.Become(() => actor.On<int>(number => actor.Sender.Tell(number)));
                actor.Stash.UnstashAll();
            },
            text => text == "open");
        actor.On<int>(_ => actor.Stash.Stash());
    }));

    [Fact]
    public void Stashed_messages_come_back_in_their_order_with_their_senders_and_before_what_waits()
    {
        var gate = new ManualResetEventSlim();
        var probe = CreateTestProbe();
        var actor = Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.On<string>(_ =>
            {
                gate.Wait();
                actor.Become(() => actor.On<int>(number =>
                {
                    TestActor.Tell(number);
                    actor.Sender.Tell(number);
                }));
                actor.Stash.UnstashAll();
            });
            actor.On<int>(_ => actor.Stash.Stash());
        }));
        actor.Tell(1, probe.Ref);
        actor.Tell(2, probe.Ref);
        actor.Tell("open");
        actor.Tell(3, probe.Ref);
        gate.Set();
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(i, ExpectMsg<int>());
            Assert.Equal(i, probe.ExpectMsg<int>());
        }
    }

    [Fact]
    public void A_message_can_be_stashed_again_and_again()
    {
        var actor = Sys.ActorOf(Scripted.Of(actor =>
        {
            var rounds = 0;
            actor.On<int>(number =>
            {
                if (rounds < 2)
                    actor.Stash.Stash();
                else
                    actor.Sender.Tell(number);
            });
            actor.On<string>(_ =>
            {
                rounds++;
                actor.Stash.UnstashAll();
            });
        }));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell("again");
        actor.Tell("again");
        Assert.Equal(1, ExpectMsg<int>());
        Assert.Equal(2, ExpectMsg<int>());
    }

    [Fact]
    public void A_message_is_stashed_only_once_at_a_time()
    {
        Sys.ActorOf(Scripted.Of(actor => actor.On<int>(_ =>
        {
            actor.Stash.Stash();
            TestActor.Tell(Record.Exception(actor.Stash.Stash));
        }))).Tell(1);
        ExpectMsg<IllegalActorStateException>();
    }

    [Fact]
    public void A_restart_gives_stashed_messages_back_to_the_mailbox()
    {
        var actor = Closed(actor => actor.On<bool>(_ => throw new ScriptedException("on purpose")));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell(true);
        actor.Tell("open");
        Assert.Equal(1, ExpectMsg<int>());
        Assert.Equal(2, ExpectMsg<int>());
    }

    [Fact]
    public void Stashed_messages_of_a_stopped_actor_are_dead_letters()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var actor = Closed();
        actor.Tell(1);
        actor.Tell(PoisonPill.Instance);
        Assert.Equal(1, ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void An_empty_stash_gives_nothing_back()
    {
        var actor = Closed();
        actor.Tell("open");
        actor.Tell(1);
        Assert.Equal(1, ExpectMsg<int>());
    }
}
