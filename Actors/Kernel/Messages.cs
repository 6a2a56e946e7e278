namespace Scanout.Actors.Kernel;

/// <summary>A watched actor has ended, its <see cref="ActorBase.PostStop"/> included.</summary>
public sealed class Terminated
{
    internal Terminated(IActorRef actorRef) => ActorRef = actorRef;

    public IActorRef ActorRef { get; }

    public override string ToString() => $"Terminated {ActorRef}";
}

/// <summary>No message came for as long as <see cref="IActorContext.SetReceiveTimeout"/> said.</summary>
public sealed class ReceiveTimeout
{
    ReceiveTimeout()
    {
    }

    public static ReceiveTimeout Instance { get; } = new();
}

/// <summary>Stops its receiver when its turn in the mailbox comes, after the messages that were told before it.</summary>
public sealed class PoisonPill
{
    PoisonPill()
    {
    }

    public static PoisonPill Instance { get; } = new();
}

public abstract class Status
{
    Status()
    {
    }

    /// <summary>An answer that says why there is no other answer.</summary>
    public sealed class Failure(Exception cause) : Status
    {
#pragma warning disable CA1051 // A field, as in Akka.NET.
        public readonly Exception Cause = cause;
#pragma warning restore CA1051

        public override string ToString() => $"Failure: {Cause}";
    }
}

/// <summary>On the event stream: a message that came too late for its recipient.</summary>
public sealed class DeadLetter(object message, IActorRef sender, IActorRef recipient)
{
    public object Message { get; } = message;

    public IActorRef Sender { get; } = sender;

    public IActorRef Recipient { get; } = recipient;

    public override string ToString() => $"DeadLetter from {Sender} to {Recipient}: <{Message}>";
}

/// <summary>On the event stream: a message that its recipient had no handler for.</summary>
public sealed class UnhandledMessage(object message, IActorRef sender, IActorRef recipient)
{
    public object Message { get; } = message;

    public IActorRef Sender { get; } = sender;

    public IActorRef Recipient { get; } = recipient;
}
