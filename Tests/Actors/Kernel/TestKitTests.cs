namespace Scanout.Tests.Actors.Kernel;

/// <summary>The test kit of either build fails where it should, and knows who is who.</summary>
public sealed class TestKitTests : TestKit
{
    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void The_test_is_the_sender_of_what_it_tells()
    {
        Sys.ActorOf(Scripted.Of(actor => actor.On<string>(text => actor.Sender.Tell(text)))).Tell("hello");
        Assert.Equal("hello", ExpectMsg<string>());
    }

    [Fact]
    public async Task The_test_is_the_sender_after_an_await_too()
    {
        var echo = Sys.ActorOf(Scripted.Of(actor => actor.On<string>(text => actor.Sender.Tell(text))));
        await Task.Yield();
        echo.Tell("hello");
        Assert.Equal("hello", ExpectMsg<string>());
    }

    [Fact]
    public void A_message_that_does_not_come_fails() => Assert.ThrowsAny<Exception>(() => ExpectMsg<string>(Moment));

    [Fact]
    public void A_message_of_another_type_fails()
    {
        TestActor.Tell(17);
        Assert.ThrowsAny<Exception>(() => ExpectMsg<string>());
    }

    [Fact]
    public void A_message_that_does_not_match_fails()
    {
        TestActor.Tell(17);
        Assert.ThrowsAny<Exception>(() => ExpectMsg<int>(number => number == 18));
        TestActor.Tell(18);
        Assert.Equal(18, ExpectMsg<int>(number => number == 18));
    }

    [Fact]
    public void A_message_where_none_may_come_fails()
    {
        ExpectNoMsg(Moment);
        TestActor.Tell(17);
        Assert.ThrowsAny<Exception>(() => ExpectNoMsg(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void The_end_of_another_actor_fails()
    {
        var actor = Watch(Sys.ActorOf(Scripted.Of(_ => { })));
        var other = Sys.ActorOf(Scripted.Of(_ => { }));
        Sys.Stop(actor);
        Assert.ThrowsAny<Exception>(() => ExpectTerminated(other));
    }

    [Fact]
    public void An_assertion_is_tried_until_it_holds()
    {
        var tries = 0;
        AwaitAssert(() => Assert.Equal(3, ++tries));
        Assert.Equal(3, tries);
    }

    [Fact]
    public void An_assertion_that_never_holds_fails() =>
        Assert.ThrowsAny<Exception>(() => AwaitAssert(() => Assert.Fail("never"), Moment));

    [Fact]
    public void A_probe_sends_in_its_own_name_and_replies_to_who_told_it_last()
    {
        var probe = CreateTestProbe();
        var echo = Sys.ActorOf(Scripted.Of(actor => actor.On<string>(text => actor.Sender.Tell(text))));
        probe.Send(echo, "hello");
        Assert.Equal("hello", probe.ExpectMsg<string>());
        Assert.Equal(echo, probe.LastSender);

        probe.Ref.Tell("question");
        Assert.Equal("question", probe.ExpectMsg<string>());
        probe.Reply("answer");
        Assert.Equal("answer", ExpectMsg<string>());
        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public void A_probe_is_a_ref_and_can_be_watched_and_stopped()
    {
        var probe = CreateTestProbe("friend");
        IActorRef asRef = probe;
        Assert.Equal(probe.Ref, asRef);
        Assert.Contains("friend", asRef.Path.Name, StringComparison.Ordinal);
        asRef.Tell("as a ref");
        Assert.Equal("as a ref", probe.ExpectMsg<string>());
        Watch(probe);
        Sys.Stop(probe);
        ExpectTerminated(probe.Ref);
    }
}
