namespace Scanout.Actors.Kernel;

/// <summary>
/// A tree of actors with two trunks: <c>/user</c> with what the program starts, and <c>/system</c> with what outlives it (a test's own actors). The end
/// goes from the leaves to the trunks, <c>/user</c> first.
/// </summary>
public sealed class ActorSystem : IDisposable
{
    readonly TaskCompletionSource terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly ActorPath root;
    readonly ActorPath asks;
    readonly ActorCell user;
    readonly ActorCell system;
    long askCount;

    ActorSystem(string name)
    {
        root = ActorPath.Root(name);
        asks = root.Child("temp");
        DeadLetters = new DeadLettersRef(this, root.Child("deadLetters"));
        var trunk = new TrunkRef(this);
        user = StartTrunk("user");
        system = StartTrunk("system");

        ActorCell StartTrunk(string trunkName)
        {
            var cell = new ActorCell(this, Props.Create<Trunk>(), trunk, root.Child(trunkName));
            cell.Self.Send(new Create());
            return cell;
        }
    }

    /// <summary>Publishes every message that came too late, and whatever the program publishes.</summary>
    public EventStream EventStream { get; } = new();

    /// <summary>Publishes what it is told as <see cref="DeadLetter"/>s.</summary>
    public IActorRef DeadLetters { get; }

    /// <summary>Ends when every actor has ended.</summary>
    public Task WhenTerminated => terminated.Task;

    internal TimeProvider Clock { get; } = TimeProvider.System;

    /// <param name="name">Letters, digits and inner hyphens.</param>
    public static ActorSystem Create(string name)
    {
        if (name.Length == 0 || name[0] == '-' || !name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-'))
            throw new ArgumentException($"\"{name}\" can not be an actor system's name.", nameof(name));
        return new ActorSystem(name);
    }

    public static ActorSystem Create(string name, Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Create(name);
    }

    /// <summary>Starts an actor at the top of the tree; from any thread.</summary>
    /// <exception cref="InvalidActorNameException">An actor of that name is there, or the name has characters that a path can not hold.</exception>
    /// <exception cref="InvalidOperationException">The system is terminating.</exception>
    public IActorRef ActorOf(Props props, string? name = null) => user.ActorOf(props, name);

    /// <summary>Stops an actor after the message that it handles now; from any thread.</summary>
#pragma warning disable CA1822 // An instance member, as in Akka.NET.
    public void Stop(IActorRef actor) => ((IInternalActorRef)actor).Send(new Terminate());
#pragma warning restore CA1822

    /// <summary>Stops all actors, children before their parents. May be called again.</summary>
    public Task Terminate()
    {
        Stop(user.Self);
        return WhenTerminated;
    }

    /// <summary>Begins to terminate, and does not wait for the end.</summary>
    public void Dispose() => _ = Terminate();

    internal IActorRef SystemActorOf(Props props, string name) => system.ActorOf(props, name);

    internal ActorPath NewAskPath() => asks.Child($"${Interlocked.Increment(ref askCount):x}");

    /// <summary>The engine's own messages are nobody's loss, and a dead letter that nobody takes is not another one.</summary>
    internal void PublishDeadLetter(Envelope envelope, IActorRef recipient)
    {
        if (envelope.Message is not (PoisonPill or Terminated or TimerMessage or DeadLetter))
            EventStream.Publish(new DeadLetter(envelope.Message, envelope.Sender, recipient));
    }

    sealed class Trunk : ReceiveActor;

    /// <summary>The parent of the trunks: ends one after the other, and the system with them.</summary>
    sealed class TrunkRef(ActorSystem owner) : InternalActorRef(owner.root)
    {
        public override ActorSystem System => owner;

        public override void Send(SystemMessage message)
        {
            switch (message)
            {
                case DeathWatchNotification death when death.Actor.Equals(owner.user.Self):
                    owner.Stop(owner.system.Self);
                    break;
                case DeathWatchNotification:
                    owner.terminated.TrySetResult();
                    break;
                case Failed failed:
                    owner.Stop(failed.Child);
                    break;
            }
        }

        protected override void Deliver(object message, IActorRef? sender)
        {
        }
    }
}
