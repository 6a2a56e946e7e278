namespace Scanout.Tests.Actors.Kernel;

public sealed class EventStreamTests : TestKit
{
    static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(50);

    interface IMarked;

    record Plain(int Number);

    sealed record Special(int Number) : Plain(Number), IMarked;

    [Fact]
    public void A_subscriber_gets_its_type_and_those_below_it()
    {
        Assert.True(Sys.EventStream.Subscribe(TestActor, typeof(Plain)));
        Sys.EventStream.Publish("something else");
        Sys.EventStream.Publish(new Plain(1));
        Sys.EventStream.Publish(new Special(2));
        Assert.Equal(1, ExpectMsg<Plain>().Number);
        Assert.Equal(2, ExpectMsg<Special>().Number);
    }

    [Fact]
    public void A_subscriber_may_ask_for_an_interface()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(IMarked));
        Sys.EventStream.Publish(new Plain(1));
        Sys.EventStream.Publish(new Special(2));
        Assert.Equal(2, ExpectMsg<Special>().Number);
    }

    [Fact]
    public void An_event_comes_once_however_many_subscriptions_it_fits()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Plain));
        Sys.EventStream.Subscribe(TestActor, typeof(Special));
        Assert.False(Sys.EventStream.Subscribe(TestActor, typeof(Special)));
        Sys.EventStream.Publish(new Special(1));
        Sys.EventStream.Publish(new Plain(2));
        Assert.Equal(1, ExpectMsg<Special>().Number);
        Assert.Equal(2, ExpectMsg<Plain>().Number);
    }

    [Fact]
    public void Who_has_unsubscribed_gets_nothing_more()
    {
        var other = CreateTestProbe();
        Sys.EventStream.Subscribe(TestActor, typeof(Plain));
        Sys.EventStream.Subscribe(other.Ref, typeof(Plain));
        Assert.True(Sys.EventStream.Unsubscribe(TestActor));
        Assert.False(Sys.EventStream.Unsubscribe(TestActor));
        Sys.EventStream.Publish(new Plain(1));
        Assert.Equal(1, other.ExpectMsg<Plain>().Number);
        ExpectNoMsg(Silence);
    }

    [Fact]
    public void The_subscriptions_of_an_actor_end_with_it()
    {
        var actor = Watch(Sys.ActorOf(Scripted.Of(actor => actor.On<Plain>(_ => { }))));
        Sys.EventStream.Subscribe(actor, typeof(Plain));
        Sys.Stop(actor);
        ExpectTerminated(actor);
        AwaitAssert(() => Assert.True(Sys.EventStream.Subscribe(actor, typeof(Plain)), "The subscription is still there."));
    }

    [Fact]
    public void A_message_to_a_stopped_actor_is_a_dead_letter_with_sender_and_recipient()
    {
        var actor = Watch(Sys.ActorOf(Scripted.Of(_ => { })));
        Sys.Stop(actor);
        ExpectTerminated(actor);
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        actor.Tell("too late");
        var letter = ExpectMsg<DeadLetter>();
        Assert.Equal(("too late", TestActor, actor), (letter.Message, letter.Sender, letter.Recipient));

        actor.Tell("from nobody", ActorRefs.NoSender);
        Assert.Equal("from nobody", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void What_the_dead_letters_are_told_is_a_dead_letter()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        Sys.DeadLetters.Tell("lost");
        Assert.Equal("lost", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void An_answer_to_nobody_is_a_dead_letter()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        Sys.ActorOf(Scripted.Of(actor => actor.On<string>(text => actor.Sender.Tell(text)))).Tell("question", ActorRefs.NoSender);
        Assert.Equal("question", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void A_late_poison_pill_is_nobodys_loss()
    {
        var actor = Watch(Sys.ActorOf(Scripted.Of(_ => { })));
        Sys.Stop(actor);
        ExpectTerminated(actor);
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        actor.Tell(PoisonPill.Instance);
        actor.Tell("last");
        Assert.Equal("last", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void A_message_without_a_handler_is_published_as_unhandled()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var actor = Sys.ActorOf(Scripted.Of(actor => actor.On<int>(_ => { }, number => number > 0)));
        actor.Tell(-1);
        var unhandled = ExpectMsg<UnhandledMessage>();
        Assert.Equal((-1, actor), ((int)unhandled.Message, unhandled.Recipient));
    }

    [Fact]
    public void Nobody_swallows_what_it_is_told()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        ActorRefs.Nobody.Tell("lost");
        Sys.DeadLetters.Tell("not lost");
        Assert.Equal("not lost", ExpectMsg<DeadLetter>().Message);
    }
}
