using System.Net.Sockets;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio.Handover;

/// <summary>
/// Takes VFIO devices that other programs hand over on a Unix socket: what starts a VM has its device's descriptor, and needs no right to
/// give it away, nor does this need one to take it.
/// </summary>
/// <remarks>
/// The protocol. A client, of root or of the user that runs this, connects and sends one line of JSON, at most 4096 bytes with its newline,
/// and with it one descriptor of a VFIO device (SCM_RIGHTS), all within five seconds:
/// <code>{"name":"vm-17","id":"6f1c1f6e-0b2f-4b6e-9f0e-0d5c3f6a8b11","pid":1234}</code>
/// <c>name</c> is the display's; <c>id</c>, the VM's UUID, and <c>pid</c> may be left out. The answer is one line, <c>ok</c> or <c>refused:
/// REASON</c>, where the connection ends. After <c>ok</c> the display lives as long as the client keeps the connection open and sends
/// nothing more; where <c>pid</c> was given, as long as that process lives, and the connection ends. The device itself is not needed for
/// it: the client may close its descriptor.
/// </remarks>
public sealed class HandoverListener : IAsyncDisposable
{
    /// <summary>How long a client may take to say what it has.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The end of a process is noticed within this time, and at each look at its display.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    /// <summary>How many clients are listened to at a time; others wait to be accepted.</summary>
    const int MaxTalking = 64;

    readonly string path;
    readonly TimeProvider time;
    readonly Func<DeviceFd, bool> isVfioDevice;
    readonly HandedDevices devices;
    readonly CancellationTokenSource stop = new();
    readonly SemaphoreSlim slots = new(MaxTalking);
    readonly HashSet<Task> sessions = [];
    Socket? socket;
    Task accepting = Task.CompletedTask;
    bool isDisposed;

    /// <param name="path">Of the socket, which is made with mode 0600; its directory is made if it is missing.</param>
    /// <param name="time">Whose timers bound what a client may take.</param>
    /// <param name="onChange">Called on threads of the pool, one call at a time and none after the end; it must not throw.</param>
    public HandoverListener(string path, TimeProvider time, Action<VfioChange> onChange)
        : this(path, time, onChange, VfioProbe.IsDevice)
    {
    }

    internal HandoverListener(string path, TimeProvider time, Action<VfioChange> onChange, Func<DeviceFd, bool> isVfioDevice)
    {
        (this.path, this.time, this.isVfioDevice) = (path, time, isVfioDevice);
        devices = new(onChange);
    }

    /// <summary>Whether a user may hand devices over.</summary>
    internal Predicate<uint> IsTrusted { get; init; } = HandoverPeer.IsTrusted;

    /// <summary>Listens from now on.</summary>
    /// <exception cref="DeviceException">Another program listens there, or the path can't be had.</exception>
    public void Start()
    {
        socket = HandoverSocket.Listen(path);
        accepting = AcceptAsync(socket, stop.Token);
    }

    /// <summary>Ends all that was handed over, without telling, and removes the socket.</summary>
    public async ValueTask DisposeAsync()
    {
        devices.Close();
        if (Interlocked.Exchange(ref isDisposed, true))
            return;
        await stop.CancelAsync().ConfigureAwait(false);
        await accepting.ConfigureAwait(false);
        await Task.WhenAll(sessions).ConfigureAwait(false);
        socket?.Dispose();
        stop.Dispose();
        slots.Dispose();
    }

    /// <summary>The only one that touches <see cref="sessions"/>, until it has ended.</summary>
    async Task AcceptAsync(Socket listener, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
                var client = await AcceptOneAsync(listener, cancellationToken).ConfigureAwait(false);
                sessions.RemoveWhere(session => session.IsCompleted);
                sessions.Add(ServeAsync(client, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The usual end.
        }
    }

    async Task<Socket> AcceptOneAsync(Socket listener, CancellationToken cancellationToken)
    {
        while (true)
            try
            {
                return await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // Out of descriptors, say: others give theirs back.
                await Task.Delay(Period, time, cancellationToken).ConfigureAwait(false);
            }
    }

    async Task ServeAsync(Socket client, CancellationToken cancellationToken)
    {
        using var session = new HandoverSession(client, devices, isVfioDevice, IsTrusted, time);
        try
        {
            await session.TalkAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            slots.Release();
        }
        await session.WaitForEndAsync(cancellationToken).ConfigureAwait(false);
    }
}
