using System.Collections.Concurrent;
using System.Diagnostics;

namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>
/// Sends messages a while after they are given to it, in their order, on a thread of its own until it is disposed of. Does not own the
/// wire.
/// </summary>
sealed class LaterSender : IDisposable
{
    readonly ChannelWire wire;
    readonly TimeSpan delay;
    readonly BlockingCollection<(long At, int Type, byte[] Body)> waiting = [];
    readonly Thread thread;

    public LaterSender(ChannelWire wire, TimeSpan delay)
    {
        (this.wire, this.delay) = (wire, delay);
        thread = new(Run) { Name = "viewer: sends later", IsBackground = true };
        thread.Start();
    }

    public void Send(int type, ReadOnlySpan<byte> body) => waiting.Add((Stopwatch.GetTimestamp(), type, body.ToArray()));

    public void Dispose()
    {
        waiting.CompleteAdding();
        thread.Join();
        waiting.Dispose();
    }

    void Run()
    {
        try
        {
            foreach (var (at, type, body) in waiting.GetConsumingEnumerable())
            {
                if (delay - Stopwatch.GetElapsedTime(at) is var left && left > TimeSpan.Zero)
                    Thread.Sleep(left);
                wire.Send(type, body);
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The reader has seen it, too; what is still given is thrown away.
            foreach (var _ in waiting.GetConsumingEnumerable())
                continue;
        }
    }
}
