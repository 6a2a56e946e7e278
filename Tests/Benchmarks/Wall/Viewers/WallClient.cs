using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Scanout.Benchmarks.Wall.Viewers;

/// <summary>
/// A page of the wall without a browser: says what is in view, and takes pictures as <c>Hosting/Pages/feed.js</c> does, acknowledged by eights or after
/// 40 ms. It counts them and does not decode them.
/// </summary>
sealed class WallClient : IDisposable
{
    const int AckEvery = 8;

    static readonly TimeSpan AckAfter = TimeSpan.FromMilliseconds(40);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly ClientWebSocket socket = new();
    readonly SemaphoreSlim sending = new(1);
    readonly TaskCompletionSource<IReadOnlyList<string>> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Dictionary<string, int> pictures = new(StringComparer.Ordinal);
    readonly Timer ackTimer;
    readonly Task receiving;
    long pictureBytes;
    long textBytes;
    long seen;
    long acknowledged;
    bool isAckDue;

    public WallClient(Uri service)
    {
        ackTimer = new Timer(_ => Acknowledge());
        Wait(socket.ConnectAsync(new Uri($"ws://{service.Authority}/api/wall"), CancellationToken.None));
        receiving = Task.Run(ReceiveAsync);
        Names = told.Task.WaitAsync(Patience).GetAwaiter().GetResult();
    }

    /// <summary>The displays that it was told of first.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What it has been sent since it began.</summary>
    public WallTally Tally
    {
        get
        {
            lock (pictures)
                return new WallTally(pictures.ToDictionary(StringComparer.Ordinal), pictureBytes, textBytes);
        }
    }

    /// <summary>These are in view from now on.</summary>
    public void Show(IEnumerable<string> names, int widthPixels) => Wait(SendAsync(new { show = names, width = widthPixels }));

    /// <summary>The other hosts' displays are to be told of too.</summary>
    public void AskOfHosts() => Wait(SendAsync(new { hosts = true }));

    public void Dispose()
    {
        Wait(CloseAsync());
        ackTimer.Dispose();
        socket.Dispose();
    }

    async Task CloseAsync()
    {
        await sending.WaitAsync();
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        finally
        {
            sending.Release();
        }
        try
        {
            await receiving;
        }
        catch (WebSocketException)
        {
            // The service was about to send a picture, and does not finish it for who goes.
        }
    }

    async Task ReceiveAsync()
    {
        var buffer = new byte[1 << 20];
        for (var length = 0; ;)
        {
            if (length == buffer.Length)
                Array.Resize(ref buffer, length * 2);
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
                return;
            length += part.Count;
            if (!part.EndOfMessage)
                continue;
            if (part.MessageType == WebSocketMessageType.Text)
                TakeNews(buffer.AsMemory(0, length));
            else
                TakePicture(buffer.AsSpan(0, length));
            length = 0;
        }
    }

    void TakeNews(ReadOnlyMemory<byte> message)
    {
        lock (pictures)
            textBytes += message.Length;
        if (told.Task.IsCompleted)
            return;
        using var news = JsonDocument.Parse(message);
        told.SetResult([.. news.RootElement.GetProperty("displays").EnumerateArray().Select(display => display.GetProperty("name").GetString()!)]);
    }

    void TakePicture(ReadOnlySpan<byte> message)
    {
        var name = Encoding.UTF8.GetString(message.Slice(sizeof(ushort), BinaryPrimitives.ReadUInt16BigEndian(message)));
        lock (pictures)
        {
            pictures[name] = pictures.GetValueOrDefault(name) + 1;
            pictureBytes += message.Length;
        }
        if (Interlocked.Increment(ref seen) % AckEvery == 0)
            Acknowledge();
        else if (!Volatile.Read(ref isAckDue))
        {
            Volatile.Write(ref isAckDue, true);
            ackTimer.Change(AckAfter, Timeout.InfiniteTimeSpan);
        }
    }

    void Acknowledge()
    {
        Volatile.Write(ref isAckDue, false);
        var count = Interlocked.Read(ref seen);
        if (Interlocked.Exchange(ref acknowledged, count) < count)
            _ = SendAsync(new { seen = count });
    }

    async Task SendAsync(object message)
    {
        await sending.WaitAsync();
        try
        {
            if (socket.State == WebSocketState.Open)
                await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            sending.Release();
        }
    }

    static void Wait(Task task) => task.WaitAsync(Patience).GetAwaiter().GetResult();
}
