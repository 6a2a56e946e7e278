namespace Scanout.Actors.Kernel;

public abstract class AkkaException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>A constructor or <see cref="ActorBase.PreStart"/> threw; the inner exception says what. Stops the actor unless its parent decides otherwise.</summary>
public class ActorInitializationException(IActorRef? actor, string message, Exception? cause = null) : AkkaException(message, cause)
{
    public IActorRef? Actor => actor;
}

/// <summary>A restart failed: the new incarnation could not be built, or its <see cref="ActorBase.PostRestart"/> threw.</summary>
public sealed class PostRestartException(IActorRef actor, Exception cause, Exception originalCause)
    : ActorInitializationException(actor, $"Exception during restart after {originalCause.GetType().Name}", cause)
{
    public Exception OriginalCause => originalCause;
}

/// <summary>An actor watched another, and had no handler for its <see cref="Terminated"/>.</summary>
public sealed class DeathPactException(IActorRef deadActor) : AkkaException($"Terminated {deadActor} was not handled")
{
    public IActorRef DeadActor => deadActor;
}

public sealed class InvalidActorNameException(string message) : AkkaException(message);

/// <summary>An actor used the engine in a state that does not allow it, such as stashing one message twice.</summary>
public sealed class IllegalActorStateException(string message) : AkkaException(message);

public sealed class AskTimeoutException(string message) : AkkaException(message);
