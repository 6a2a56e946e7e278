using Scanout.Actors.Kernel;

namespace Scanout.Tests.Support.TestKit;

/// <summary>One more actor that the test plays: a ref to hand out, a mailbox to read, a sender to speak as.</summary>
public sealed class TestProbe : TestKitBase, IInternalActorRef
{
    internal TestProbe(ActorSystem system, string? name)
        : base(system, name ?? "probe")
    {
    }

    public IActorRef Ref => TestActor;

    ActorPath IActorRef.Path => TestActor.Path;

    ActorSystem IInternalActorRef.System => Sys;

    public void Send(IActorRef actor, object message) => actor.Tell(message, TestActor);

    /// <summary>Answers the message that was taken last.</summary>
    public void Reply(object message) => LastSender.Tell(message, TestActor);

    void ICanTell.Tell(object message, IActorRef? sender) => TestActor.Tell(message, sender);

    void IInternalActorRef.Send(SystemMessage message) => ((IInternalActorRef)TestActor).Send(message);

    public bool Equals(IActorRef? other) => TestActor.Equals(other);

    public override bool Equals(object? obj) => TestActor.Equals(obj);

    public override int GetHashCode() => TestActor.GetHashCode();

    public override string ToString() => $"TestProbe({TestActor})";
}
