namespace Scanout.Tests.Actors.Kernel;

public sealed class OrderTests : TestKit
{
    sealed record Numbered(int Sender, int Number);

    [Fact]
    public void Messages_of_one_sender_are_handled_in_their_order()
    {
        var echo = Sys.ActorOf(Scripted.Of(actor => actor.On<int>(number => actor.Sender.Tell(number))));
        for (var i = 0; i < 500; i++)
            echo.Tell(i);
        for (var i = 0; i < 500; i++)
            Assert.Equal(i, ExpectMsg<int>());
    }

    [Fact]
    public async Task A_million_messages_from_four_threads_keep_each_senders_order()
    {
        const int Senders = 4;
        const int PerSender = 250_000;
        var received = new int[Senders];
        var misplaced = 0;
        var left = Senders * PerSender;
        var inside = 0;
        var overlaps = 0;
        var receiver = Sys.ActorOf(Scripted.Of(actor => actor.On<Numbered>(message =>
        {
            if (Interlocked.Increment(ref inside) != 1)
                overlaps++;
            if (received[message.Sender]++ != message.Number)
                misplaced++;
            Interlocked.Decrement(ref inside);
            if (--left == 0)
                TestActor.Tell("all");
        })));

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            for (var number = 0; number < PerSender; number++)
                receiver.Tell(new Numbered(sender, number), ActorRefs.NoSender);
        })));

        ExpectMsg<string>(TimeSpan.FromSeconds(60));
        Assert.Equal(0, misplaced);
        Assert.Equal(0, overlaps);
    }

    [Fact]
    public void What_an_actor_tells_itself_comes_after_what_already_waits()
    {
        var gate = new ManualResetEventSlim();
        var actor = Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.On<string>(_ =>
            {
                gate.Wait();
                actor.Self.Tell(3);
            });
            actor.On<int>(number => TestActor.Tell(number));
        }));
        actor.Tell("begin");
        actor.Tell(1);
        actor.Tell(2);
        gate.Set();
        Assert.Equal([1, 2, 3], new[] { ExpectMsg<int>(), ExpectMsg<int>(), ExpectMsg<int>() });
    }

    [Fact]
    public void A_stop_goes_before_the_messages_that_wait()
    {
        var gate = new ManualResetEventSlim();
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var actor = Watch(Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.On<string>(_ =>
            {
                gate.Wait();
                Scripted.Context.Stop(actor.Self);
            });
            actor.On<int>(number => TestActor.Tell(number));
        })));
        actor.Tell("stop");
        actor.Tell(1);
        actor.Tell(2);
        gate.Set();

        var letters = new List<object>();
        for (var i = 0; i < 3; i++)
        {
            var message = ExpectMsg<object>();
            if (message is DeadLetter letter)
                letters.Add(letter.Message);
            else
                Assert.Equal(actor, Assert.IsType<Terminated>(message).ActorRef);
        }
        Assert.Equal([1, 2], letters);
    }
}
