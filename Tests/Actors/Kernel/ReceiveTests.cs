namespace Scanout.Tests.Actors.Kernel;

public sealed class ReceiveTests : TestKit
{
    [Fact]
    public void The_first_handler_that_fits_gets_the_message()
    {
        var actor = Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.On<int>(number => TestActor.Tell($"big {number}"), number => number > 10);
            actor.On<int>(number => TestActor.Tell($"small {number}"));
            actor.On<IComparable>(value => TestActor.Tell($"comparable {value}"));
            actor.OnAny(_ => TestActor.Tell("any"));
        }));
        actor.Tell(11);
        actor.Tell(10);
        actor.Tell("x");
        actor.Tell(new object());
        string[] expected = ["big 11", "small 10", "comparable x", "any"];
        Assert.Equal(expected, expected.Select(_ => ExpectMsg<string>()).ToArray());
    }

    [Fact]
    public void No_handler_can_follow_the_one_that_takes_all()
    {
        Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.OnAny(_ => { });
            TestActor.Tell(Record.Exception(() => actor.On<int>(_ => { })));
        }));
        ExpectMsg<InvalidOperationException>();
    }

    [Fact]
    public void Handlers_are_not_added_while_messages_are_handled()
    {
        Sys.ActorOf(Scripted.Of(actor => actor.On<string>(_ => TestActor.Tell(Record.Exception(() => actor.On<int>(_ => { })))))).Tell("now");
        ExpectMsg<InvalidOperationException>();
    }

    [Fact]
    public void Become_replaces_the_handlers_and_a_restart_brings_the_first_ones_back()
    {
        var actor = Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.On<string>(text =>
            {
                TestActor.Tell($"first {text}");
                actor.Become(() =>
                {
                    actor.On<string>(text => TestActor.Tell($"second {text}"));
                    actor.On<int>(_ => throw new ScriptedException("on purpose"));
                });
            });
        }));
        actor.Tell("a");
        actor.Tell("b");
        actor.Tell(0);
        actor.Tell("c");
        string[] expected = ["first a", "second b", "first c"];
        Assert.Equal(expected, expected.Select(_ => ExpectMsg<string>()).ToArray());
    }

    [Fact]
    public void Stacked_handlers_give_way_to_those_below()
    {
        var actor = Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.On<int>(number => TestActor.Tell(number));
            actor.On<string>(_ => actor.BecomeStacked(() =>
            {
                actor.On<int>(number => TestActor.Tell(-number));
                actor.On<string>(_ => actor.UnbecomeStacked());
            }));
        }));
        actor.Tell(1);
        actor.Tell("switch");
        actor.Tell(2);
        actor.Tell("switch");
        actor.Tell(3);
        Assert.Equal([1, -2, 3], new[] { ExpectMsg<int>(), ExpectMsg<int>(), ExpectMsg<int>() });
    }

    [Fact]
    public void Who_forwards_is_not_the_sender()
    {
        var echo = Sys.ActorOf(Scripted.Of(actor => actor.On<string>(text => actor.Sender.Tell(text))));
        var front = Sys.ActorOf(Scripted.Of(actor => actor.On<string>(echo.Forward)));
        front.Tell("hello");
        Assert.Equal("hello", ExpectMsg<string>());
        Assert.Equal(echo, LastSender);
    }

    [Fact]
    public void A_handler_that_says_no_leaves_the_message_to_the_next()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Picky(TestActor), null));
        actor.Tell(1);
        actor.Tell(1);
        Assert.Equal("new 1", ExpectMsg<string>());
        Assert.Equal("seen 1", ExpectMsg<string>());
    }

    public sealed class Picky : ReceiveActor
    {
        public Picky(IActorRef probe)
        {
            var seen = new HashSet<int>();
            Receive<int>(number =>
            {
                if (!seen.Add(number))
                    return false;
                probe.Tell($"new {number}");
                return true;
            });
            Receive<int>(number => probe.Tell($"seen {number}"));
        }
    }
}
