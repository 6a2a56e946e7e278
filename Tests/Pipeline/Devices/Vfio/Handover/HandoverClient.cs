using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Scanout.Tests.Pipeline.Devices.Vfio.Handover;

/// <summary>A program that hands devices over: sends bytes together with descriptors (unix(7), SCM_RIGHTS) and reads the answer.</summary>
sealed partial class HandoverClient : IDisposable
{
    readonly Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public HandoverClient(string path) => socket.Connect(new UnixDomainSocketEndPoint(path));

    public unsafe void Send(ReadOnlySpan<byte> bytes, params SafeFileHandle[] fds)
    {
        var control = stackalloc byte[16 + 4 * fds.Length + 8];
        MemoryMarshal.Write(new(control, 8), (nuint)(16 + 4 * fds.Length));
        MemoryMarshal.Write(new(control + 8, 4), 1);
        MemoryMarshal.Write(new(control + 12, 4), 1);
        for (var i = 0; i < fds.Length; i++)
            MemoryMarshal.Write(new(control + 16 + 4 * i, 4), (int)fds[i].DangerousGetHandle());
        fixed (byte* data = bytes)
        {
            var vector = new Vector { Base = data, Bytes = (nuint)bytes.Length };
            var header = new Header { Vectors = &vector, VectorCount = 1, Control = control };
            header.ControlBytes = fds.Length == 0 ? 0 : (nuint)(16 + 4 * fds.Length + 7 & ~7);
            Assert.Equal(bytes.Length, SendMessage(socket.SafeHandle, &header, 0));
        }
    }

    public void Send(string text, params SafeFileHandle[] fds) => Send(Encoding.UTF8.GetBytes(text), fds);

    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>The next line.</summary>
    public async Task<string> AnswerAsync()
    {
        var line = new List<byte>();
        var one = new byte[1];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await socket.ReceiveAsync(one, limit.Token) == 1 && one[0] != '\n')
            line.Add(one[0]);
        return Encoding.UTF8.GetString([.. line]);
    }

    /// <summary>Whether the other side closes the connection.</summary>
    public async Task<bool> IsClosedAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            return await socket.ReceiveAsync(new byte[1], limit.Token) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    public void Dispose() => socket.Dispose();

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static unsafe partial nint SendMessage(SafeSocketHandle socket, Header* header, int flags);

    [StructLayout(LayoutKind.Sequential)]
    unsafe struct Vector
    {
        public byte* Base;
        public nuint Bytes;
    }

    [StructLayout(LayoutKind.Sequential)]
    unsafe struct Header
    {
        public void* Name;
        public uint NameBytes;
        public Vector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlBytes;
        public int Flags;
    }
}
