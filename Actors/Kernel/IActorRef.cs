namespace Scanout.Actors.Kernel;

/// <summary>Whatever takes messages: an actor, a probe, a place-holder.</summary>
public interface ICanTell
{
    /// <summary>Hands over a message and returns at once, from any thread. Without a sender, answers become dead letters.</summary>
    void Tell(object message, IActorRef? sender);
}

/// <summary>The address of one actor for its whole life, restarts included. Free of threads: anybody may hold and use it.</summary>
public interface IActorRef : ICanTell, IEquatable<IActorRef>
{
    ActorPath Path { get; }
}

/// <summary>What the engine itself needs of a ref: the way in for the messages that steer an actor's life.</summary>
interface IInternalActorRef : IActorRef
{
    /// <summary>The system that the ref belongs to; null for <see cref="ActorRefs.Nobody"/>.</summary>
    ActorSystem? System { get; }

    void Send(SystemMessage message);
}
