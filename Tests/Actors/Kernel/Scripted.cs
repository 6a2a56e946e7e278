namespace Scanout.Tests.Actors.Kernel;

/// <summary>An actor whose behaviour a test writes in place. The script runs in the constructor of every incarnation.</summary>
sealed class Scripted : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    public Scripted(Action<Scripted> script) => script(this);

    public static new IActorContext Context => ActorBase.Context;

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    public new IActorRef Self => base.Self;

    public new IActorRef Sender => base.Sender;

    public Action? Starting { get; set; }

    public Action? Stopped { get; set; }

    public Action<Exception, object?>? Restarting { get; set; }

    public Action<Exception>? Restarted { get; set; }

    /// <summary>Whether PreRestart leaves the children alone instead of stopping them.</summary>
    public bool KeepsChildren { get; set; }

    public Func<Exception, Directive>? Decider { get; set; }

    public int? Retries { get; set; }

    public TimeSpan? Window { get; set; }

    public static Props Of(Action<Scripted> script, SupervisorStrategy? strategy = null) => Props.Create(() => new Scripted(script), strategy);

    public void On<T>(Action<T> handler) => Receive(handler);

    public void On<T>(Action<T> handler, Predicate<T> when) => Receive(handler, when);

    public void OnAny(Action<object> handler) => ReceiveAny(handler);

    public void OnAsync<T>(Func<T, Task> handler) => ReceiveAsync(handler);

    public new void Become(Action configure) => base.Become(configure);

    public new void BecomeStacked(Action configure) => base.BecomeStacked(configure);

    public new void UnbecomeStacked() => base.UnbecomeStacked();

    protected override void PreStart() => Starting?.Invoke();

    protected override void PostStop() => Stopped?.Invoke();

    protected override void PreRestart(Exception reason, object? message)
    {
        Restarting?.Invoke(reason, message);
        if (!KeepsChildren)
            base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        Restarted?.Invoke(reason);
        base.PostRestart(reason);
    }

    protected override SupervisorStrategy SupervisorStrategy() =>
        Decider is null ? base.SupervisorStrategy() : new OneForOneStrategy(Retries, Window, Decider);
}

/// <summary>What <see cref="Scripted"/> actors throw on purpose.</summary>
sealed class ScriptedException(string message) : Exception(message);
