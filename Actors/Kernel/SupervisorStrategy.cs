namespace Scanout.Actors.Kernel;

/// <summary>What a parent decides about a child that failed.</summary>
public enum Directive
{
    /// <summary>Drop the message and go on as if nothing had been.</summary>
    Resume,

    /// <summary>Go on with a fresh incarnation; the mailbox and the ref stay.</summary>
    Restart,

    /// <summary>Fail oneself, for the same reason.</summary>
    Escalate,

    Stop,
}

public abstract class SupervisorStrategy
{
    /// <summary>Stops who could not be built or ended by a death pact, restarts everybody else, however often.</summary>
    internal static readonly SupervisorStrategy Default = new OneForOneStrategy(null, null, cause => cause switch
    {
        ActorInitializationException or DeathPactException => Directive.Stop,
        _ => Directive.Restart,
    });

    internal abstract Directive Decide(Exception cause);

    /// <summary>Whether the limit allows this child one more restart; counts it.</summary>
    internal abstract bool MayRestart(RestartCount count);
}

/// <summary>
/// Decides about the child that failed alone. More than <paramref name="maxNrOfRetries"/> restarts within <paramref name="withinTimeRange"/> stop it:
/// null restarts means no limit (with a time range: one), null time means for good. The decider runs on the parent's turn.
/// </summary>
public sealed class OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider) : SupervisorStrategy
{
    internal override Directive Decide(Exception cause) => localOnlyDecider(cause);

    internal override bool MayRestart(RestartCount count) => count.MayRestart(maxNrOfRetries ?? -1, withinTimeRange ?? Timeout.InfiniteTimeSpan);
}
