namespace Scanout.Pipeline.Sinks.Access;

/// <summary>The right to have one login checked now. Owned by who asked <see cref="LoginThrottle"/> for it.</summary>
public sealed class LoginTurn : IDisposable
{
    readonly LoginThrottle throttle;
    readonly LoginThrottle.Record record;
    bool isDisposed;

    internal LoginTurn(LoginThrottle throttle, LoginThrottle.Record record) => (this.throttle, this.record) = (throttle, record);

    /// <summary>Whether its time has come, and others wait for it.</summary>
    internal bool IsHeld { get; set; }

    /// <summary>What came of the login.</summary>
    public void Note(bool hasSucceeded) => throttle.Note(record, hasSucceeded);

    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        if (IsHeld)
            record.OneAtATime.Release();
        throttle.Leave(record);
    }
}
