namespace Scanout.Actors.Kernel;

public static class ActorRefs
{
    /// <summary>A ref that swallows whatever it is told.</summary>
    public static readonly IActorRef Nobody = new NobodyRef();

    /// <summary>The sender of a message that comes from no actor.</summary>
    public static readonly IActorRef? NoSender;
}

public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Tells in the name of the actor whose code is running, or of nobody outside of actors.</summary>
    public static void Tell(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.Current?.Self);

    /// <summary>Passes a message on so that its receiver sees the sender of the message being handled, not who forwards.</summary>
    public static void Forward(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.Current?.Sender);
}
