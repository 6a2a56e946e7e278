namespace Scanout.Actors.Kernel;

/// <summary>What an actor can do with its place in the tree. For the thread that runs the actor, and no other.</summary>
public interface IActorContext
{
    IActorRef Self { get; }

    /// <summary>Who sent the message being handled; the system's dead letters where nobody did.</summary>
    IActorRef Sender { get; }

    IActorRef Parent { get; }

    ActorSystem System { get; }

    /// <summary>Starts a child. Its constructor and PreStart run in its own first turn.</summary>
    /// <exception cref="InvalidActorNameException">A child of that name exists, or the name has characters that a path can not hold.</exception>
    IActorRef ActorOf(Props props, string? name = null);

    /// <summary>The child of that name, also while it is stopping, or <see cref="ActorRefs.Nobody"/>.</summary>
    IActorRef Child(string name);

    IEnumerable<IActorRef> GetChildren();

    /// <summary>Stops an actor after the message that it handles now; its children first.</summary>
    void Stop(IActorRef child);

    /// <summary>Asks for one <see cref="Terminated"/> when the subject has ended, or at once if it already has.</summary>
    IActorRef Watch(IActorRef subject);

    /// <summary>Takes back <see cref="Watch"/>, a <see cref="Terminated"/> that waits in the mailbox included.</summary>
    IActorRef Unwatch(IActorRef subject);

    /// <summary>Asks for <see cref="ReceiveTimeout"/> messages whenever no message came for that long; null ends it. Outlives restarts.</summary>
    void SetReceiveTimeout(TimeSpan? timeout);
}
