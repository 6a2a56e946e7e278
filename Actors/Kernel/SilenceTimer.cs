namespace Scanout.Actors.Kernel;

/// <summary>Tells an actor <see cref="ReceiveTimeout"/> when it has handled no message for a time. Owned by its cell.</summary>
sealed class SilenceTimer : IDisposable
{
    readonly ITimer timer;
    TimeSpan? timeout;

    public SilenceTimer(LocalActorRef self, TimeProvider clock) =>
        timer = clock.CreateTimer(_ => self.Tell(ReceiveTimeout.Instance, self), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Set(TimeSpan? value) => timeout = value;

    public void Pause() => timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Restart() => timer.Change(timeout ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose() => timer.Dispose();
}
