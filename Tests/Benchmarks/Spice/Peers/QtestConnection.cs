using System.Net.Sockets;
using System.Text;

namespace Scanout.Benchmarks.Spice.Peers;

/// <summary>QEMU's test socket (docs/devel/qtest): a line for each access to the machine, and one that answers it. One thread.</summary>
sealed class QtestConnection : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly StreamReader answers;

    public QtestConnection(string path)
    {
        for (var left = Patience; ; left -= TimeSpan.FromMilliseconds(20))
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(path));
                break;
            }
            catch (SocketException) when (left > TimeSpan.Zero)
            {
                // QEMU has not made it yet.
                Thread.Sleep(20);
            }
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        answers = new(new NetworkStream(socket));
    }

    /// <summary>Writes 32 bits to a port.</summary>
    public void Out(int port, uint value)
    {
        socket.Send(Encoding.ASCII.GetBytes($"outl 0x{port:x} 0x{value:x}\n"));
        if (answers.ReadLine() is var answer && answer != "OK")
            throw new InvalidOperationException($"QEMU answers {answer ?? "nothing"}");
    }

    public void Dispose()
    {
        answers.Dispose();
        socket.Dispose();
    }
}
