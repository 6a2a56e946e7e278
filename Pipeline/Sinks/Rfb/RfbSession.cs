using System.IO.Pipelines;
using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// One VNC viewer over a pipe: the handshake, then a reading half that takes the client's messages and a writing half that sends an
/// update whenever the client has asked for one and there is something new. The newest frame is taken at that moment, so a slow viewer gets
/// fewer pictures and never old ones. Keys and pointer go to the display's VM while the viewer controls it.
/// </summary>
/// <remarks>RFC 6143 and the community's rfbproto. The session owns neither pipe nor surface. A client that breaks protocol ends its
/// session.</remarks>
public sealed class RfbSession(
    IDuplexPipe pipe, Surface surface, RfbSessionSettings settings, string remoteAddress) : IViewerSession
{
    readonly Signal signal = new();
    readonly RfbWishes wishes = new();
    Task resizing = Task.CompletedTask;
    RfbClientMessageReader reader = new(0);
    TlsPipe? tls;
    string endReason = "the service ended it";
    bool isLetIn;

    TimeProvider TimeProvider => surface.TimeProvider;

    public string Display => surface.Name;

    public string Protocol => "vnc";

    public string RemoteAddress => remoteAddress;

    public long Number { get; init; }

    public ViewerIdentity? Identity { get; private set; }

    public event Action<ViewerEdge>? Crossed;

    /// <summary>Who else watches the display, and where its keys and pointer go. A session without one is alone and only watches.</summary>
    public Audience Audience { get; init; } = new(surface.Name, new AudienceSettings(), null, surface.TimeProvider);

    /// <summary>The client's keys, pointer and power, and what it is to be told of them.</summary>
    RfbInput Input => field ??= new RfbInput(surface, Audience.Input, signal);

    /// <summary>By what the viewer has come.</summary>
    public ViewerLink Link { get; init; }

    /// <summary>Who the viewer is, where it has shown a token before the session began: it is asked for nothing more.</summary>
    public ViewerIdentity? Admitted { get; init; }

    /// <summary>Whether the viewer is to control where he may; else he only watches until he takes control.</summary>
    public bool WantsControl { get; init; } = true;

    /// <summary>What goes on after the handshake: the pipe, or the TLS that goes through it.</summary>
    IDuplexPipe Secured => tls ?? pipe;

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            using var watch = surface.Watch(signal);
            using var writer = await OpenAsync(ending).ConfigureAwait(false);
            return await ServeAsync(writer, watch, ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return endReason;
        }
        catch (RfbProtocolException violation)
        {
            return violation.Message;
        }
        catch (RfbRefusalException refusal)
        {
            return refusal.Message;
        }
        catch (IOException)
        {
            return "the connection broke";
        }
        finally
        {
            Input.Seat?.Dispose();
            Input.Dispose();
            if (tls is not null)
                await tls.EndAsync(TimeProvider).ConfigureAwait(false);
            await pipe.TryCompleteAsync(TimeProvider).ConfigureAwait(false);
        }
    }

    async Task<RfbUpdateWriter> OpenAsync(CancellationTokenSource ending)
    {
        using var limit = new CancellationTokenSource(settings.HandshakeTimeout, TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ending.Token);
        try
        {
            var opening = new RfbOpening(pipe, settings, new RfbArrival(Display, RemoteAddress, Link, Admitted), TimeProvider);
            try
            {
                await opening.AdmitAsync(either.Token).ConfigureAwait(false);
            }
            finally
            {
                tls = opening.Pipe as TlsPipe;
            }
            Enter(opening.Identity, opening.IsShared, ending);
            var frame = await FirstFrame.AcquireAsync(surface, signal, either.Token).ConfigureAwait(false);
            try
            {
                reader = new RfbClientMessageReader(opening.Offset);
                await opening.WelcomeAsync(frame, surface.Name + Input.TitleSuffix, either.Token).ConfigureAwait(false);
                return new RfbUpdateWriter(Secured.Output, surface, Input, new PixelRectangle(0, 0, frame.WidthPixels, frame.HeightPixels));
            }
            finally
            {
                frame.Release();
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new RfbProtocolException(reader.Offset, $"the handshake took longer than {settings.HandshakeTimeout.TotalSeconds} s");
        }
    }

    /// <summary>Takes a seat among the display's viewers. Who may only watch has no display to himself.</summary>
    void Enter(ViewerIdentity identity, bool isShared, CancellationTokenSource ending)
    {
        Identity = identity;
        Input.Seat = Audience.TryEnter(
            new AudienceEntry(Number, Protocol, RemoteAddress, identity, isShared || identity.IsViewOnly) { WantsControl = WantsControl },
            FollowControl, End, out var refusal);
        if (Input.Seat is null)
            throw new RfbRefusalException(refusal);
        TellLetIn();

        void End(string reason)
        {
            endReason = reason;
            // Not on the thread of who ends it: what waits for the token would run there.
            _ = ending.CancelAsync();
        }
    }

    void FollowControl(AudienceSeat seat)
    {
        TellLetIn();
        Input.FollowControl(seat);
        Crossed?.Invoke(seat.IsControlling ? ViewerEdge.Controls : ViewerEdge.ControlLost);
    }

    /// <summary>Once, and before it is told that he controls, which he may from the first moment.</summary>
    void TellLetIn()
    {
        if (!Interlocked.Exchange(ref isLetIn, true))
            Crossed?.Invoke(ViewerEdge.LetIn);
    }

    /// <summary>Runs both halves until the first ends, then ends the other.</summary>
    async Task<string> ServeAsync(RfbUpdateWriter writer, SurfaceWatch watch, CancellationTokenSource ending)
    {
        var reading = ReadAsync(ending.Token);
        var writing = new RfbSender(Secured.Output, surface, watch, signal, wishes, Input, writer, settings.Interval).RunAsync(ending.Token);
        var first = await Task.WhenAny(reading, writing).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(reading, writing, resizing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
        return "the viewer left";
    }

    async Task ReadAsync(CancellationToken cancellationToken)
    {
        var input = Secured.Input;
        using var messageTimer = new MessageTimer(settings.MessageTimeout, TimeProvider, input);
        for (;;)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.IsCanceled)
                throw new RfbProtocolException(reader.Offset, $"a message was not finished within {settings.MessageTimeout.TotalSeconds} s");
            var buffer = result.Buffer;
            while (reader.TryRead(ref buffer, out var message))
            {
                messageTimer.Set(isWithinMessage: false);
                await TakeAsync(message!, cancellationToken).ConfigureAwait(false);
            }
            var isPartial = !buffer.IsEmpty || reader.IsWithinMessage;
            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted && isPartial)
                throw new RfbProtocolException(reader.Offset, "the connection ended within a message");
            if (result.IsCompleted)
                return;
            messageTimer.Set(isPartial);
        }
    }

    async ValueTask TakeAsync(RfbClientMessage message, CancellationToken cancellationToken)
    {
        if (Input.TryTake(message))
            return;
        switch (message)
        {
            case RfbClientMessage.UpdateRequest request:
                await wishes.PutAsync(
                    new RfbWish.Update(
                        new PixelRectangle(request.X, request.Y, request.Width, request.Height), !request.IsIncremental, surface.FrameCount),
                    cancellationToken).ConfigureAwait(false);
                break;
            case RfbClientMessage.SetPixelFormat or RfbClientMessage.SetEncodings or RfbClientMessage.EnableContinuousUpdates
                or RfbClientMessage.Fence:
                await wishes.PutAsync(new RfbWish.Said(message, TimeProvider.GetTimestamp()), cancellationToken).ConfigureAwait(false);
                break;
            case RfbClientMessage.SetDesktopSize wish:
                // One at a time: a device may take its time, and other messages go on meanwhile.
                if (resizing.IsCompleted)
                    resizing = ResizeAsync(wish, cancellationToken);
                else
                    await wishes.PutAsync(new RfbWish.SizeAnswered(RfbResizeStatus.OutOfResources), cancellationToken).ConfigureAwait(false);
                break;
        }
        signal.Set();
    }

    /// <summary>Passes a wish for another size on to the display's device, which has one screen.</summary>
    async Task ResizeAsync(RfbClientMessage.SetDesktopSize wish, CancellationToken cancellationToken)
    {
        var status = wish.Screens != 1 || wish.Width == 0 || wish.Height == 0
            ? RfbResizeStatus.InvalidLayout
            : await surface.SizeWishes.AskAsync(wish.Width, wish.Height, cancellationToken).ConfigureAwait(false) switch
            {
                ResizeAnswer.Forwarded => RfbResizeStatus.Forwarded,
                ResizeAnswer.Unsupported => RfbResizeStatus.Prohibited,
                ResizeAnswer.Impossible => RfbResizeStatus.InvalidLayout,
                _ => RfbResizeStatus.OutOfResources,
            };
        wishes.Put(new RfbWish.SizeAnswered(status));
        signal.Set();
    }
}
