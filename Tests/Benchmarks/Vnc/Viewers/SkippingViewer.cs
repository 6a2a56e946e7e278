using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Scanout.Benchmarks.Vnc.Scenes;

namespace Scanout.Benchmarks.Vnc.Viewers;

/// <summary>
/// A viewer that shows nothing: RFB 3.8 without a password, asks for the next update when the last begins to come, and counts. Reads on a
/// thread of its own until it is disposed of.
/// </summary>
sealed class SkippingViewer : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly Socket socket;
    readonly NetworkStream stream;
    readonly WireReader wire;
    readonly Thread thread;
    readonly Lock gate = new();
    readonly AutoResetEvent arrived = new(initialState: false);
    readonly ManualResetEvent ending = new(initialState: false);
    ViewerCounts counts;
    Exception? fault;
    volatile bool isStalled;
    volatile bool isEnding;

    SkippingViewer(int port, int? receiveBufferBytes)
    {
        socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBufferBytes is { } bytes)
            socket.ReceiveBufferSize = bytes;
        socket.Connect(IPAddress.Loopback, port);
        stream = new(socket, ownsSocket: true);
        wire = new(stream);
        thread = new(Read) { Name = "viewer", IsBackground = true };
    }

    /// <summary>Connects, asks for the whole picture, and begins to read.</summary>
    /// <param name="port">On loopback.</param>
    /// <param name="wishes">Its encodings.</param>
    /// <param name="receiveBufferBytes">Of the socket; null = the system's.</param>
    public static SkippingViewer Open(int port, ViewerWishes wishes, int? receiveBufferBytes = null)
    {
        var viewer = new SkippingViewer(port, receiveBufferBytes);
        viewer.stream.ReadTimeout = (int)Patience.TotalMilliseconds;
        viewer.Introduce(wishes);
        viewer.stream.ReadTimeout = Timeout.Infinite;
        viewer.thread.Start();
        return viewer;
    }

    public ViewerCounts Counts
    {
        get
        {
            lock (gate)
                return fault is null ? counts : throw new InvalidOperationException($"the viewer is gone: {fault.Message}", fault);
        }
    }

    /// <summary>Waits until it has received more updates than those; false where none came in time.</summary>
    public bool WaitBeyond(long updates, TimeSpan patience)
    {
        var began = Stopwatch.GetTimestamp();
        while (Counts.Updates <= updates)
        {
            var left = patience - Stopwatch.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || !arrived.WaitOne(left))
                return Counts.Updates > updates;
        }
        return true;
    }

    /// <summary>Stops reading in the middle of the next update, with a request for another one sent.</summary>
    public void Stall() => isStalled = true;

    public void Dispose()
    {
        isEnding = true;
        ending.Set();
        stream.Dispose();
        if (thread.IsAlive)
            thread.Join();
        arrived.Dispose();
        ending.Dispose();
    }

    void Introduce(ViewerWishes wishes)
    {
        wire.Skip(12);
        stream.Write("RFB 003.008\n"u8);
        wire.Skip(wire.Byte());
        stream.Write([1]);
        if (wire.Int32() != 0)
            throw new InvalidDataException("the server wants no viewer without a password");
        stream.Write([1]);
        var (width, height) = (wire.UInt16(), wire.UInt16());
        if ((width, height) != (IScene.Width, IScene.Height))
            throw new InvalidDataException($"the server's screen is {width}×{height}");
        wire.Skip(16);
        wire.Skip(wire.Int32());

        // SetPixelFormat: 32 bits, of them 24 used, little-endian, true colour, 8 bits each, red highest.
        stream.Write([0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]);
        var encodings = new byte[4 + 4 * wishes.Encodings.Length];
        encodings[0] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(encodings.AsSpan(2), (ushort)wishes.Encodings.Length);
        for (var i = 0; i < wishes.Encodings.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(encodings.AsSpan(4 + 4 * i), wishes.Encodings[i]);
        stream.Write(encodings);
        Request(isIncremental: false);
    }

    void Request(bool isIncremental) => stream.Write(
    [
        3, isIncremental ? (byte)1 : (byte)0, 0, 0, 0, 0, IScene.Width >> 8, IScene.Width & 0xFF, IScene.Height >> 8, IScene.Height & 0xFF,
    ]);

    void Read()
    {
        try
        {
            var skipper = new UpdateSkipper(wire);
            while (true)
            {
                var update = skipper.Next(RequestNext);
                lock (gate)
                    counts = new(
                        counts.Updates + 1, counts.Rectangles + update.Rectangles, counts.Copies + update.Copies,
                        counts.Jpegs + update.Jpegs, counts.Pixels + update.Pixels, wire.Taken, Stopwatch.GetTimestamp());
                arrived.Set();
            }
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or InvalidDataException)
        {
            lock (gate)
                fault = isEnding ? null : broken;
        }
    }

    void RequestNext()
    {
        Request(isIncremental: true);
        if (isStalled)
            ending.WaitOne();
    }
}
