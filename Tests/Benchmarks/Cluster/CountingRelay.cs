using System.Net;
using System.Net.Sockets;

namespace Scanout.Benchmarks.Cluster;

/// <summary>Between one host and Redis: counts the bytes that go each way.</summary>
sealed class CountingRelay : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly string target;
    readonly CancellationTokenSource ending = new();
    long written;
    long read;

    /// <param name="target">Redis's Unix socket.</param>
    public CountingRelay(string target)
    {
        this.target = target;
        listener.Start();
        _ = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndpoint;

    public (long Written, long Read) Bytes => (Interlocked.Read(ref written), Interlocked.Read(ref read));

    public void Dispose()
    {
        ending.Cancel();
        listener.Dispose();
        ending.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptSocketAsync(ending.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    async Task ServeAsync(Socket host)
    {
        using var from = host;
        using var to = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await to.ConnectAsync(new UnixDomainSocketEndPoint(target));
        await Task.WhenAny(PassAsync(from, to, count => Interlocked.Add(ref written, count)), PassAsync(to, from, count => Interlocked.Add(ref read, count)));
    }

    static async Task PassAsync(Socket from, Socket to, Action<int> count)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int length; (length = await from.ReceiveAsync(buffer)) > 0;)
            {
                count(length);
                for (var sent = 0; sent < length;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, length - sent));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // One of both has gone.
        }
    }
}
