using System.Collections.Concurrent;
using Scanout.Actors.Kernel;

namespace Scanout.Tests.Support.TestKit;

sealed record BeginWatch(IActorRef Subject);

sealed record WatchBegun;

/// <summary>Queues all it gets for the test.</summary>
sealed class TestActor : ReceiveActor
{
    public TestActor(BlockingCollection<Envelope> received)
    {
        Receive<BeginWatch>(request =>
        {
            Context.Watch(request.Subject);
            Sender.Tell(new WatchBegun());
        });
        ReceiveAny(message => received.Add(new Envelope(message, Sender)));
    }
}
