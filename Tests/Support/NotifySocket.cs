using System.Net.Sockets;
using System.Text;

namespace Scanout.Tests.Support;

/// <summary>The socket by which a service tells systemd how it is (sd_notify(3)), and what it was told.</summary>
public sealed class NotifySocket : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new();
    readonly Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };

    public NotifySocket()
    {
        Path = System.IO.Path.Combine(directory.Path, "notify");
        socket.Bind(new UnixDomainSocketEndPoint(Path));
    }

    public string Path { get; }

    public string Receive()
    {
        var bytes = new byte[1000];
        return Encoding.UTF8.GetString(bytes, 0, socket.Receive(bytes));
    }

    /// <summary>Everything until each of these has come, in whatever order.</summary>
    public IReadOnlyList<string> ReceiveUntil(params string[] beginnings)
    {
        List<string> told = [];
        var began = TimeProvider.System.GetTimestamp();
        do
        {
            told.Add(Receive());
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"only these have come: {string.Join(' ', told.Distinct())}");
        }
        while (!Array.TrueForAll(beginnings, beginning => told.Exists(line => line.StartsWith(beginning, StringComparison.Ordinal))));
        return told;
    }

    public void Dispose()
    {
        socket.Dispose();
        directory.Dispose();
    }
}
