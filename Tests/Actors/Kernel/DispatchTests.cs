using System.Diagnostics;

namespace Scanout.Tests.Actors.Kernel;

public sealed class DispatchTests : TestKit
{
    [Fact]
    public void A_thousand_idle_actors_hold_no_threads()
    {
        var before = Process.GetCurrentProcess().Threads.Count;
        var actors = Enumerable.Range(0, 1000)
            .Select(_ => Sys.ActorOf(Scripted.Of(actor => actor.On<string>(text => actor.Sender.Tell(text)))))
            .ToList();
        foreach (var actor in actors)
            actor.Tell("there?");
        for (var i = 0; i < actors.Count; i++)
            ExpectMsg<string>();
        Assert.InRange(Process.GetCurrentProcess().Threads.Count, 1, before + 100);
    }

    [Fact]
    public void An_actor_that_never_rests_leaves_room_for_others()
    {
        var restless = Enumerable.Range(0, Environment.ProcessorCount * 2)
            .Select(_ => Sys.ActorOf(Scripted.Of(actor => actor.On<int>(number => actor.Self.Tell(number + 1)))))
            .ToList();
        restless.ForEach(actor => actor.Tell(0));
        var echo = Sys.ActorOf(Scripted.Of(actor => actor.On<string>(text => actor.Sender.Tell(text))));
        for (var i = 0; i < 100; i++)
        {
            echo.Tell("there?");
            ExpectMsg<string>();
        }
        restless.ForEach(Sys.Stop);
    }

    [Fact]
    public void An_actor_goes_on_after_a_full_batch_and_after_having_been_idle()
    {
        var actor = Sys.ActorOf(Scripted.Of(actor => actor.On<int>(number => actor.Sender.Tell(number))));
        foreach (var burst in (int[])[1, 29, 30, 31, 1, 200])
        {
            for (var i = 0; i < burst; i++)
                actor.Tell(i);
            for (var i = 0; i < burst; i++)
                Assert.Equal(i, ExpectMsg<int>());
        }
    }

    [Fact]
    public void Actors_pass_a_message_around_without_losing_it()
    {
        const int Hops = 20_000;
        var actors = new IActorRef[10];
        for (var i = 0; i < actors.Length; i++)
        {
            var next = (i + 1) % actors.Length;
            actors[i] = Sys.ActorOf(Scripted.Of(actor => actor.On<int>(hop =>
            {
                if (hop == Hops)
                    TestActor.Tell(hop);
                else
                    actors[next].Tell(hop + 1);
            })));
        }
        actors[0].Tell(0);
        Assert.Equal(Hops, ExpectMsg<int>(TimeSpan.FromSeconds(30)));
    }
}
