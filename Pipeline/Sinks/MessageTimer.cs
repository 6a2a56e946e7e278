using System.IO.Pipelines;

namespace Scanout.Pipeline.Sinks;

/// <summary>
/// Cancels the pending read of a pipe where a message has been begun and is not finished in time: a client that sends a byte now and then must
/// not hold a session half open. Owned by a session's reading half.
/// </summary>
sealed class MessageTimer : IDisposable
{
    readonly TimeSpan limit;
    readonly ITimer timer;
    bool isRunning;

    public MessageTimer(TimeSpan limit, TimeProvider timeProvider, PipeReader input)
    {
        this.limit = limit;
        timer = timeProvider.CreateTimer(_ => input.CancelPendingRead(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Starts with the first part of a message, goes on with its other parts, and stops at its end.</summary>
    public void Set(bool isWithinMessage)
    {
        if (isWithinMessage == isRunning)
            return;
        isRunning = isWithinMessage;
        timer.Change(isRunning ? limit : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer.Dispose();
}
