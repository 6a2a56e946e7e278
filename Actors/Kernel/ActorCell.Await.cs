namespace Scanout.Actors.Kernel;

sealed partial class ActorCell
{
    HandlerContext? handlerContext;

    /// <summary>Runs an asynchronous handler up to its first wait, and pauses the mailbox if it has not ended by then.</summary>
    public void Await(Func<Task> handler)
    {
        Task? task = null;
        InHandlerContext(() => task = handler());
        if (task!.IsCompleted)
        {
            task.GetAwaiter().GetResult();
            return;
        }
        Mailbox.BeginAwait();
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => self.Send(new HandlerEnded(task)));
    }

    void Continue(Continuation continuation) => InHandlerContext(() => continuation.Callback(continuation.State));

    void EndAwait(Task task)
    {
        Mailbox.EndAwait();
        if (!task.IsCompletedSuccessfully)
        {
            // As an await would throw it: the first exception, or a TaskCanceledException.
            task.GetAwaiter().GetResult();
        }
        ForgetMessage();
        silence?.Restart();
    }

    void InHandlerContext(Action action)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(handlerContext ??= new HandlerContext(self));
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <summary>Brings the rest of an asynchronous handler back into its actor's turn.</summary>
    sealed class HandlerContext(LocalActorRef self) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => self.Send(new Continuation(d, state));

        public override void Send(SendOrPostCallback d, object? state) =>
            throw new NotSupportedException("An actor's turn can not be waited for.");

        public override SynchronizationContext CreateCopy() => this;
    }
}
