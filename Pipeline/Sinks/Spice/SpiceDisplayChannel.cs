using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Scanout.Codecs.Spice;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// A session's display channel: sends the newest frame whenever the client has credit and there is something new. Two tasks: the reading one passes on
/// what the client says, the writing one owns the client's picture.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "It is run once, and lets go of everything at the end of that.")]
sealed class SpiceDisplayChannel
{
    /// <summary>What a client may have said that was not yet taken; then it is not read.</summary>
    const int MaxSaid = 64;

    /// <summary>
    /// How long a client without credit counts as one that wants more: what is in full motion is found only where the display is looked at often, and it is
    /// slow clients that a stream helps most.
    /// </summary>
    static readonly TimeSpan DemandStands = TimeSpan.FromSeconds(2);

    /// <summary>How long a client that could do so may take to say that it takes no compressed images.</summary>
    static readonly TimeSpan PatienceForWish = TimeSpan.FromMilliseconds(50);

    readonly SpiceChannelLink link;
    readonly Surface surface;
    readonly TimeSpan interval;
    readonly SpiceDisplayWriter writer;
    readonly ViewerFlow flow;
    readonly SinkMeter meter;
    readonly Signal signal = new();
    readonly Channel<(SpiceClientMessage Message, long Timestamp)> said =
        Channel.CreateBounded<(SpiceClientMessage, long)>(new BoundedChannelOptions(MaxSaid) { SingleReader = true, SingleWriter = true });

    bool hasBegun;
    bool hasWish;
    bool isReady;

    public SpiceDisplayChannel(SpiceChannelLink link, Surface surface, SpiceClock clock, TimeSpan interval)
    {
        (this.link, this.surface, this.interval) = (link, surface, interval);
        meter = new SinkMeter(surface, "spice");
        writer = new SpiceDisplayWriter(link, surface, clock, meter);
        flow = new ViewerFlow(surface.TimeProvider);
    }

    /// <summary>Serves the channel until the client leaves, the token ends it or the connection breaks.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var watch = surface.Watch(signal);
        using var depth = meter.TrackDepth();
        using (writer)
            await SessionHalves.RunAsync(
                token => link.ReadAsync(TakeAsync, BecomeReady, token), token => WriteAsync(watch, token), cancellationToken).ConfigureAwait(false);
    }

    async ValueTask<bool> TakeAsync(SpiceClientMessage message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case SpiceClientMessage.DisplayInit when hasBegun:
                throw link.Broken("a display is initialized once");
            case SpiceClientMessage.DisplayInit:
                hasBegun = true;
                return true;
            case SpiceClientMessage.Pong or SpiceClientMessage.PreferredCompression or SpiceClientMessage.StreamReport:
                await said.Writer.WriteAsync((message, surface.TimeProvider.GetTimestamp()), cancellationToken).ConfigureAwait(false);
                signal.Set();
                return true;
            default:
                return message is SpiceClientMessage.PreferredVideoCodecs or SpiceClientMessage.GlDrawDone;
        }
    }

    /// <summary>
    /// The first picture goes once all has been read that came with DISPLAY_INIT: a client's wish for a compression comes right behind it.
    /// </summary>
    void BecomeReady()
    {
        if (hasBegun)
            Volatile.Write(ref isReady, true);
        signal.Set();
    }

    async Task WriteAsync(SurfaceWatch watch, CancellationToken cancellationToken)
    {
        await using var wake = surface.TimeProvider.CreateTimer(
            _ => signal.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        for (; !Volatile.Read(ref isReady); TakeSaid())
            await signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (writer.MayBeRefused)
            await WaitForWishAsync(wake, cancellationToken).ConfigureAwait(false);
        link.Credit.Ask();
        SpiceMessages.WriteSetAck(link.Writer, SpiceCredit.Generation, SpiceCredit.Window);
        watch.Ask(interval);
        (await FirstFrame.AcquireAsync(surface, signal, cancellationToken).ConfigureAwait(false)).Release();
        signal.Set();
        // The frame that was sent last, and whether the client had all that there was after it.
        var (sentNumber, sentAt, isWaiting) = (0L, surface.TimeProvider.GetTimestamp(), false);
        for (;; await signal.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            TakeSaid();
            link.Credit.Sent(link.Writer.Messages);
            if (!flow.IsOpen || !link.Credit.IsOpen)
            {
                if (surface.TimeProvider.GetElapsedTime(sentAt) >= DemandStands)
                    watch.Withdraw();
                else
                    wake.Change(DemandStands, Timeout.InfiniteTimeSpan);
                continue;
            }
            watch.Ask(interval);
            if (surface.Acquire() is not { } frame)
                continue;
            try
            {
                if (!writer.HasNews(frame))
                {
                    (sentNumber, isWaiting) = (frame.Number, true);
                    meter.Had(frame);
                    if (writer.NextLook is { } soon)
                        wake.Change(soon, Timeout.InfiniteTimeSpan);
                    continue;
                }
                await SendAsync(frame, sentNumber, isWaiting && frame.Number > sentNumber, cancellationToken).ConfigureAwait(false);
                (sentNumber, sentAt, isWaiting) = (frame.Number, surface.TimeProvider.GetTimestamp(), false);
                // There may be more to send already, and the client may take it.
                signal.Set();
            }
            finally
            {
                frame.Release();
            }
        }
    }

    async ValueTask SendAsync(Frame frame, long seenNumber, bool wasAwaited, CancellationToken cancellationToken)
    {
        var began = surface.TimeProvider.GetTimestamp();
        await writer.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        if (flow.HasRoom)
            SpiceMessages.WritePing(link.Writer, flow.Sent(writer.BytesWritten), (ulong)surface.TimeProvider.GetTimestamp());
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        meter.Delivered(frame, seenNumber, wasAwaited, new UpdateTimes(began, surface.TimeProvider.GetTimestamp(), writer.Writing));
    }

    /// <summary>A client that may take bitmaps alone says so in a moment.</summary>
    async ValueTask WaitForWishAsync(ITimer wake, CancellationToken cancellationToken)
    {
        var began = surface.TimeProvider.GetTimestamp();
        wake.Change(PatienceForWish, Timeout.InfiniteTimeSpan);
        for (TakeSaid(); !hasWish && surface.TimeProvider.GetElapsedTime(began) < PatienceForWish; TakeSaid())
            await signal.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    void TakeSaid()
    {
        while (said.Reader.TryRead(out var next))
            switch (next.Message)
            {
                case SpiceClientMessage.Pong pong:
                    flow.Arrived(pong.Id, next.Timestamp);
                    break;
                case SpiceClientMessage.PreferredCompression wish:
                    writer.Use(wish.Compression);
                    hasWish = true;
                    break;
                case SpiceClientMessage.StreamReport report:
                    writer.Take(report);
                    break;
            }
    }
}
