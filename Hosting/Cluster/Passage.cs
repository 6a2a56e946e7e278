namespace Scanout.Hosting.Cluster;

/// <summary>A request on its way through this host to another one. It ends when the answer does not begin in time, when the host is gone, or this one stops.</summary>
sealed class Passage : IDisposable
{
    readonly Lock gate = new();
    readonly CancellationTokenSource lateness;
    readonly CancellationTokenSource loss = new();
    readonly CancellationTokenSource end;
    readonly Action<Passage> leave;
    bool isOver;

    /// <param name="host">The other host.</param>
    /// <param name="patience">Until the answer begins.</param>
    /// <param name="leave">What is done when it is over.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">This host stops.</param>
    public Passage(string host, TimeSpan patience, Action<Passage> leave, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        (Host, this.leave) = (host, leave);
        lateness = new CancellationTokenSource(patience, timeProvider);
        end = CancellationTokenSource.CreateLinkedTokenSource(lateness.Token, loss.Token, cancellationToken);
    }

    public string Host { get; }

    public bool IsLate => lateness.IsCancellationRequested;

    public bool IsLost => loss.IsCancellationRequested;

    public CancellationToken Ending => end.Token;

    /// <summary>The answer has begun: for as long as something comes it may go on.</summary>
    public void Begin() => lateness.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>The host is gone. On any thread, and at any time.</summary>
    public void Lose()
    {
        lock (gate)
            if (!isOver)
                loss.Cancel();
    }

    public void Dispose()
    {
        leave(this);
        lock (gate)
            isOver = true;
        end.Dispose();
        loss.Dispose();
        lateness.Dispose();
    }
}
