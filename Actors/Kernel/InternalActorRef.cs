namespace Scanout.Actors.Kernel;

/// <summary>A ref's identity: two refs are equal when they stand for the same life of the same actor.</summary>
abstract class InternalActorRef(ActorPath path) : IInternalActorRef
{
    public ActorPath Path => path;

    public abstract ActorSystem? System { get; }

    public void Tell(object message, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        Deliver(message, sender);
    }

    public virtual void Send(SystemMessage message)
    {
    }

    public bool Equals(IActorRef? other) => other is not null && other.Path.Uid == path.Uid;

    public override bool Equals(object? obj) => Equals(obj as IActorRef);

    public override int GetHashCode() => path.Uid.GetHashCode();

    public override string ToString() => $"[{path}#{path.Uid}]";

    protected abstract void Deliver(object message, IActorRef? sender);
}

/// <summary>The ref of an actor: everything goes into its cell's mailbox, also after its end.</summary>
sealed class LocalActorRef(ActorCell cell, ActorPath path) : InternalActorRef(path)
{
    public override ActorSystem System => cell.System;

    public ActorCell Cell => cell;

    public override void Send(SystemMessage message) => cell.Mailbox.Post(message);

    protected override void Deliver(object message, IActorRef? sender) => cell.Mailbox.Post(new Envelope(message, sender ?? System.DeadLetters));
}

sealed class NobodyRef() : InternalActorRef(ActorPath.Root("all-systems").Child("Nobody"))
{
    public override ActorSystem? System => null;

    protected override void Deliver(object message, IActorRef? sender)
    {
    }
}

/// <summary>Publishes what it is told as <see cref="DeadLetter"/>s; who watches it is told at once that there is nobody.</summary>
sealed class DeadLettersRef(ActorSystem system, ActorPath path) : InternalActorRef(path)
{
    public override ActorSystem System => system;

    public override void Send(SystemMessage message)
    {
        if (message is Watch watch)
            watch.Watcher.Send(new DeathWatchNotification(this));
    }

    protected override void Deliver(object message, IActorRef? sender) =>
        system.EventStream.Publish(message as DeadLetter ?? new DeadLetter(message, sender ?? this, this));
}
