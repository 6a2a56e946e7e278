namespace Scanout.Actors.Kernel;

/// <summary>An actor that sends itself messages later. The engine sets <see cref="Timers"/> before the constructor's body runs.</summary>
public interface IWithTimers
{
    ITimerScheduler Timers { get; set; }
}

/// <summary>
/// The timers of one incarnation, by key; they die with it. A message of a timer that was cancelled or started anew is not delivered, even if it was
/// already in the mailbox. For the actor's own turn only. Not for pacing: a message comes when the mailbox gets to it.
/// </summary>
public interface ITimerScheduler
{
    /// <summary>Replaces any timer of the same key.</summary>
    void StartSingleTimer(object key, object msg, TimeSpan timeout);

    /// <summary>Replaces any timer of the same key. The first message comes after one interval.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    void Cancel(object key);

    void CancelAll();

    /// <summary>True until the message of a single timer is handled.</summary>
    bool IsTimerActive(object key);
}
