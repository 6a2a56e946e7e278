namespace Scanout.Actors.Kernel;

/// <summary>A message and who sent it, on its way through a mailbox.</summary>
readonly record struct Envelope(object Message, IActorRef Sender);

/// <summary>Steers an actor's life. Goes before all other messages, also while the actor is suspended.</summary>
abstract record SystemMessage;

sealed record Create : SystemMessage;

sealed record Terminate : SystemMessage;

sealed record Suspend : SystemMessage;

/// <summary>Go on with the same incarnation. <c>Cause</c> is the actor's own failure where that is what its parent forgives.</summary>
sealed record Resume(Exception? Cause) : SystemMessage;

/// <summary>Go on with a fresh incarnation.</summary>
sealed record Recreate(Exception Cause) : SystemMessage;

/// <summary>To the parent: the child has failed, is suspended, and waits for a decision.</summary>
sealed record Failed(IActorRef Child, Exception Cause) : SystemMessage;

sealed record Watch(IInternalActorRef Watcher) : SystemMessage;

sealed record Unwatch(IActorRef Watcher) : SystemMessage;

/// <summary>To the parent and every watcher: the actor has ended.</summary>
sealed record DeathWatchNotification(IActorRef Actor) : SystemMessage;

/// <summary>The rest of an asynchronous handler, after an await.</summary>
sealed record Continuation(SendOrPostCallback Callback, object? State) : SystemMessage;

/// <summary>The task of an asynchronous handler has ended.</summary>
sealed record HandlerEnded(Task Task) : SystemMessage;
