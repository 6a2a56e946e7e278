namespace Scanout.Actors.Kernel;

public static class Futures
{
    /// <summary>Tells a message with a sender of its own, and gives the first answer that this gets. A timeout of null, zero or less is none.</summary>
    /// <returns>
    /// Ends with the answer; with its cause if the answer is a <see cref="Status.Failure"/>; with an <see cref="ArgumentException"/> if it is of another
    /// type; with an <see cref="AskTimeoutException"/> if there is none. A dead actor does not answer.
    /// </returns>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) => Ask<T>(self, message, timeout, CancellationToken.None);

    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        Ask<T>(self, message, null, cancellationToken);

    static Task<T> Ask<T>(ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var system = (self as IInternalActorRef)?.System ?? ActorCell.Current?.System
            ?? throw new ArgumentException("Only who belongs to an actor system can be asked.", nameof(self));
        var asker = new AskRef<T>(system);
        if (timeout is { } limit && limit > TimeSpan.Zero)
            asker.EndAfter(limit);
        if (cancellationToken.CanBeCanceled)
            asker.EndWith(cancellationToken);
        self.Tell(message, asker);
        return asker.Answer;
    }
}

/// <summary>The sender of one question. It has an address as an actor has, and completes a task with the first message it is told.</summary>
sealed class AskRef<T>(ActorSystem system) : InternalActorRef(system.NewAskPath())
{
    readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ActorSystem System => system;

    public Task<T> Answer => completion.Task;

    public void EndAfter(TimeSpan timeout) =>
        ReleaseAtEnd(system.Clock.CreateTimer(
            _ => completion.TrySetException(new AskTimeoutException($"No answer within {timeout}.")), null, timeout, Timeout.InfiniteTimeSpan));

    public void EndWith(CancellationToken cancellationToken) =>
        ReleaseAtEnd(cancellationToken.Register(() => completion.TrySetCanceled(cancellationToken)));

    protected override void Deliver(object message, IActorRef? sender)
    {
        var taken = message switch
        {
            T answer => completion.TrySetResult(answer),
            Status.Failure failure => completion.TrySetException(failure.Cause),
            _ => false,
        };
        if (taken)
            return;
        if (message is not Status.Failure)
            completion.TrySetException(new ArgumentException($"The answer is a {message.GetType()}, not a {typeof(T)}."));
        if (!completion.Task.IsCanceled)
            system.DeadLetters.Tell(message, this);
    }

    void ReleaseAtEnd(IDisposable what) =>
        completion.Task.ContinueWith(_ => what.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
