namespace Scanout.Actors.Kernel;

/// <summary>
/// Turns the end of a task into a message: its result, or a <see cref="Status.Failure"/> with what it threw (also what <c>success</c> threw), unless
/// the caller maps them. The functions run on whichever thread ends the task: they must not touch the actor.
/// </summary>
public static class PipeToSupport
{
    public static async Task PipeTo<T>(
        this Task<T> taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<T, object>? success = null,
        Func<Exception, object>? failure = null)
    {
        try
        {
            var result = await taskToPipe.ConfigureAwait(false);
            recipient.Tell(success is null ? result! : success(result), sender);
        }
        catch (Exception cause)
        {
            recipient.Tell(failure is null ? new Status.Failure(cause) : failure(cause), sender);
        }
    }

    /// <summary>Without <paramref name="success"/>, only a failure is told.</summary>
    public static async Task PipeTo(
        this Task taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<object>? success = null,
        Func<Exception, object>? failure = null)
    {
        try
        {
            await taskToPipe.ConfigureAwait(false);
            if (success is not null)
                recipient.Tell(success(), sender);
        }
        catch (Exception cause)
        {
            recipient.Tell(failure is null ? new Status.Failure(cause) : failure(cause), sender);
        }
    }
}
