using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using Scanout.Pipeline.Frames;

namespace Scanout.Hosting.Web.Wall;

/// <summary>
/// What one page of the wall is sent: what changes about the displays that it may see, and thumbnails of those that it has in view. A page
/// that is slow has no credit: it is sent nothing until it has taken what is under way, and then what is newest. The feed does not own the socket.
/// </summary>
/// <param name="socket">The page's.</param>
/// <param name="board">The displays.</param>
/// <param name="thumbnails">Their pictures.</param>
/// <param name="mayView">Whether the page may show the display of a name.</param>
/// <param name="node">The host's name.</param>
/// <param name="timeProvider">The time.</param>
sealed class WallFeed(
    WebSocket socket, WallBoard board, Thumbnails thumbnails, Func<string, bool> mayView, string node, TimeProvider timeProvider)
{
    /// <summary>Pictures under way to the page.</summary>
    internal const int MaxUnderWay = 64;

    /// <summary>From one look at everything to the next: displays that wake the feed all the time don't keep it busy.</summary>
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly Signal bell = new();
    readonly Dictionary<string, WallCard> cards = [];
    readonly WallResidents residents = new(mayView, node);
    readonly WallNeighbours neighbours = new(mayView);
    readonly List<string> order = [];
    IReadOnlyList<string> shown = [];
    IReadOnlyList<string> wished = [];
    bool isToldOfHosts;
    int widthPixels;
    long seen;
    long sent;
    int nextCard;
    ThumbnailSize size = ThumbnailSize.For(0);
    WallState? arranged;

    long UnderWay => sent - Volatile.Read(ref seen);

    /// <summary>Serves the page until it goes or the service stops.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var seat = board.Open(bell);
        var receiving = ReceiveAsync();
        var sending = SendAsync(stop.Token);
        await Task.WhenAny(receiving, sending);
        await stop.CancelAsync();
        await sending;
        await FarewellAsync(receiving);
    }

    /// <summary>Takes what the page says. Ends, with how the socket is to be closed, when it goes or says what it must not.</summary>
    async Task<WebSocketCloseStatus> ReceiveAsync()
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            for (;;)
            {
                var part = await socket.ReceiveAsync(buffer.GetMemory(4096), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                    return WebSocketCloseStatus.NormalClosure;
                if (part.MessageType == WebSocketMessageType.Binary)
                    return WebSocketCloseStatus.InvalidMessageType;
                buffer.Advance(part.Count);
                if (buffer.WrittenCount > WallWish.MaxBytes)
                    return WebSocketCloseStatus.MessageTooBig;
                if (!part.EndOfMessage)
                    continue;
                if (WallWish.TryRead(buffer.WrittenSpan) is not { } wish)
                    return WebSocketCloseStatus.InvalidPayloadData;
                buffer.ResetWrittenCount();
                Take(wish);
            }
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            return WebSocketCloseStatus.EndpointUnavailable;
        }
    }

    void Take(WallWish wish)
    {
        if (wish.Seen is { } count)
            Volatile.Write(ref seen, Math.Max(seen, count));
        if (wish.Width is { } width)
            Volatile.Write(ref widthPixels, width);
        if (wish.Show is { } names)
            Volatile.Write(ref wished, names);
        if (wish.Hosts is true)
            Volatile.Write(ref isToldOfHosts, true);
        bell.Set();
    }

    async Task SendAsync(CancellationToken cancellationToken)
    {
        using var alarm = timeProvider.CreateTimer(_ => bell.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            for (long? lookedAt = null; ;)
            {
                if (lookedAt is { } before && Pace - timeProvider.GetElapsedTime(before) is var early && early > TimeSpan.Zero)
                    await Task.Delay(early, timeProvider, cancellationToken);
                if (UnderWay < MaxUnderWay)
                    await SendNewsAsync(cancellationToken);
                Arrange();
                if (await SendPicturesAsync(cancellationToken) is { } wait)
                    alarm.Change(wait, Timeout.InfiniteTimeSpan);
                var hasCredit = UnderWay < MaxUnderWay;
                foreach (var card in cards.Values)
                    card.IsAsking = hasCredit;
                // Before there is anything to see no look counts, and none that broke off for want of credit: it is gone on with as soon as there is some.
                lookedAt = residents.Known is null || !hasCredit ? null : timeProvider.GetTimestamp();
                await bell.WaitAsync(cancellationToken);
            }
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            // The page has gone, or is to go.
        }
        finally
        {
            foreach (var card in cards.Values)
                card.Dispose();
        }
    }

    /// <summary>This host's displays first, and by themselves: a page is not to wait for thousands of others before it shows what it has.</summary>
    async Task SendNewsAsync(CancellationToken cancellationToken)
    {
        if (board.State is not { } state)
            return;
        if (residents.NewsOf(state) is { } own)
            await SendAsync(own, cancellationToken);
        if (Volatile.Read(ref isToldOfHosts) && neighbours.NewsOf(state) is { } others)
            await SendAsync(others, cancellationToken);
    }

    Task SendAsync(WallNews news, CancellationToken cancellationToken) =>
        socket.SendAsync(news.ToBytes().AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken).AsTask();

    /// <summary>Has cards for what is in view, is there, and may be seen; and for nothing else.</summary>
    void Arrange()
    {
        var wanted = ThumbnailSize.For(Volatile.Read(ref widthPixels));
        if (wanted != size)
        {
            size = wanted;
            foreach (var card in cards.Values)
                card.Forget();
        }
        var wishes = Volatile.Read(ref wished);
        if (residents.Known is not { } known || (ReferenceEquals(wishes, shown) && known == arranged) || Thumbnails.WhyNone is not null)
            return;
        (shown, arranged) = (wishes, known);
        var names = wishes.Where(residents.Include).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, card) in cards)
            if (!names.Contains(name) || known.Entries[name].Display.Surface != card.Surface)
            {
                cards.Remove(name);
                card.Dispose();
            }
        foreach (var name in names)
            if (!cards.ContainsKey(name))
                cards[name] = new WallCard(known.Entries[name].Display.Surface, bell, timeProvider);
        order.Clear();
        order.AddRange(names);
    }

    /// <summary>Sends what is due while there is credit, and says when the next one is, if one waits. Who had no credit is first the next time.</summary>
    async Task<TimeSpan?> SendPicturesAsync(CancellationToken cancellationToken)
    {
        TimeSpan? next = null;
        for (var left = order.Count; left > 0 && UnderWay < MaxUnderWay; left--)
        {
            nextCard = (nextCard + 1) % order.Count;
            var (name, card) = (order[nextCard], cards[order[nextCard]]);
            if (!card.HasNews)
                continue;
            if (card.Wait is var wait && wait > TimeSpan.Zero)
                next = next is { } other && other < wait ? other : wait;
            else if (card.Look(thumbnails, size) is { } thumbnail)
                await SendPictureAsync(name, thumbnail, cancellationToken);
        }
        return next;
    }

    async Task SendPictureAsync(string name, Thumbnail thumbnail, CancellationToken cancellationToken)
    {
        var nameBytes = Encoding.UTF8.GetByteCount(name);
        var length = sizeof(ushort) + nameBytes + thumbnail.Jpeg.Length;
        var message = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)nameBytes);
            Encoding.UTF8.GetBytes(name, message.AsSpan(sizeof(ushort)));
            thumbnail.Jpeg.CopyTo(message.AsMemory(sizeof(ushort) + nameBytes));
            sent++;
            await socket.SendAsync(message.AsMemory(0, length), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
            cards[name].Meter.Sent(thumbnail.Jpeg.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    /// <summary>Who does not answer it soon loses the connection.</summary>
    async Task FarewellAsync(Task<WebSocketCloseStatus> receiving)
    {
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            var status = receiving.IsCompleted ? await receiving : WebSocketCloseStatus.EndpointUnavailable;
            await socket.CloseOutputAsync(status, null, limit.Token);
            await receiving.WaitAsync(limit.Token);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            // It need not have answered.
        }
        finally
        {
            socket.Abort();
        }
        await receiving;
    }

    static bool IsBroken(Exception fault) =>
        fault is WebSocketException or IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException;
}
