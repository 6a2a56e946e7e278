using System.Threading.Channels;

namespace Scanout.Pipeline.Frames;

/// <summary>
/// Wakes one waiter: any thread sets it, as often as it likes, without waiting; the waiter goes on once for all that was set before.
/// The waiter goes on on the thread pool, never on the thread that sets.
/// </summary>
public sealed class Signal
{
    readonly Channel<bool> channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => channel.Writer.TryWrite(true);

    /// <summary>Returns when it has been set since the last return.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => channel.Reader.ReadAsync(cancellationToken);
}
