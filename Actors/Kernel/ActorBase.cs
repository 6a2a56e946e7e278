namespace Scanout.Actors.Kernel;

/// <summary>
/// One incarnation of an actor. Built by its <see cref="Props"/> inside of its cell, used by one thread at a time, thrown away at a restart. The engine
/// logs nothing: a supervisor learns of failures in its decider and reports them there; what <see cref="PreRestart"/> and <see cref="PostStop"/> throw
/// is lost, since the actor is ending anyway. An actor that is <see cref="IDisposable"/> is disposed of after its end.
/// </summary>
public abstract class ActorBase
{
    SupervisorStrategy? strategy;

    protected ActorBase()
    {
        if (ActorCell.Current is not { } cell)
            throw new ActorInitializationException(null, "Actors are built by ActorOf, not by new.");
        if (this is IWithTimers withTimers)
            withTimers.Timers = cell.NewTimers();
    }

    /// <exception cref="NotSupportedException">The calling thread runs no actor, as after an await outside of ReceiveAsync.</exception>
    protected static IActorContext Context =>
        ActorCell.Current ?? throw new NotSupportedException("There is no actor context here: this code runs outside of its actor's turn.");

#pragma warning disable CA1822 // Instance members, as in Akka.NET.
    protected IActorRef Self => Context.Self;

    protected IActorRef Sender => Context.Sender;
#pragma warning restore CA1822

    internal SupervisorStrategy Strategy
    {
        get => strategy ??= SupervisorStrategy();
        set => strategy = value;
    }

    internal abstract void Handle(object message);

    internal void RunPreStart() => PreStart();

    internal void RunPostStop() => PostStop();

    internal void RunPreRestart(Exception reason, object? message) => PreRestart(reason, message);

    internal void RunPostRestart(Exception reason) => PostRestart(reason);

    protected virtual void PreStart()
    {
    }

    protected virtual void PostStop()
    {
    }

    /// <summary>
    /// The old incarnation's last act. Unless overridden it stops the children and runs <see cref="PostStop"/>; children left alive are restarted. The
    /// message is what was being handled when the actor failed, if anything was.
    /// </summary>
    protected virtual void PreRestart(Exception reason, object? message)
    {
        foreach (var child in Context.GetChildren())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }
        PostStop();
    }

    /// <summary>The new incarnation's first act. Unless overridden it runs <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>What happens to this actor's children when they fail. Asked for once per incarnation, unless the Props already say it.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Kernel.SupervisorStrategy.Default;

    /// <summary>A message that no handler took. A <see cref="Terminated"/> fails the actor, anything else is published.</summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
            throw new DeathPactException(terminated.ActorRef);
        Context.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }
}
