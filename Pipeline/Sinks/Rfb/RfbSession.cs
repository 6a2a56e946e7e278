using System.IO.Pipelines;
using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// One VNC viewer over a pipe: the handshake, then a reading half that takes the client's messages and a writing half that sends an
/// update whenever the client has asked for one and there is something new. The newest frame is taken at that moment, so a slow viewer gets
/// fewer pictures and never old ones. View-only: keys and pointer are read and left.
/// </summary>
/// <remarks>RFC 6143 and the community's rfbproto. The session owns neither pipe nor surface. A client that breaks protocol ends its
/// session.</remarks>
public sealed class RfbSession(
    IDuplexPipe pipe, Surface surface, RfbSessionSettings settings, string remoteAddress) : IViewerSession
{
    /// <summary>How long a display that has never shown anything may take to, before its viewer is shown a notice.</summary>
    static readonly TimeSpan PatienceForFirstFrame = TimeSpan.FromSeconds(1);

    readonly Signal signal = new();
    readonly RfbWishes wishes = new();
    RfbClientMessageReader reader = new(0);
    TlsPipe? tls;
    readonly SinkMeter meter = new(surface.Name, "vnc");

    TimeProvider TimeProvider => surface.TimeProvider;

    public string Display => surface.Name;

    public string Protocol => "vnc";

    public string RemoteAddress => remoteAddress;

    /// <summary>By what the viewer has come.</summary>
    public ViewerLink Link { get; init; }

    /// <summary>Who the viewer is, where it has shown a token before the session began: it is asked for nothing more.</summary>
    public ViewerIdentity? Admitted { get; init; }

    /// <summary>Who was let in; null until then.</summary>
    public ViewerIdentity? Identity { get; private set; }

    /// <summary>What goes on after the handshake: the pipe, or the TLS that goes through it.</summary>
    IDuplexPipe Secured => tls ?? pipe;

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            using var watch = surface.Watch(signal);
            using var writer = await OpenAsync(ending.Token).ConfigureAwait(false);
            return await ServeAsync(writer, watch, ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return "the service ended it";
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
            if (tls is not null)
                await tls.EndAsync(TimeProvider).ConfigureAwait(false);
            await pipe.Input.CompleteAsync().ConfigureAwait(false);
            await pipe.Output.CompleteAsync().ConfigureAwait(false);
        }
    }

    async Task<RfbUpdateWriter> OpenAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.HandshakeTimeout, TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
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
            Identity = opening.Identity;
            var frame = await FirstFrameAsync(either.Token).ConfigureAwait(false);
            try
            {
                reader = new RfbClientMessageReader(opening.Offset);
                await opening.WelcomeAsync(frame, surface.Name, either.Token).ConfigureAwait(false);
                return new RfbUpdateWriter(Secured.Output, surface.Name, frame.WidthPixels, frame.HeightPixels);
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

    async Task<Frame> FirstFrameAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(PatienceForFirstFrame, TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        for (;;)
        {
            if (surface.Acquire() is { } frame)
                return frame;
            try
            {
                await signal.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                surface.ShowNotice("no signal", surface.Name);
            }
        }
    }

    /// <summary>Runs both halves until the first ends, then ends the other.</summary>
    async Task<string> ServeAsync(RfbUpdateWriter writer, SurfaceWatch watch, CancellationTokenSource ending)
    {
        var reading = ReadAsync(watch, ending.Token);
        var writing = WriteAsync(writer, watch, ending.Token);
        var first = await Task.WhenAny(reading, writing).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(reading, writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
        return "the viewer left";
    }

    async Task ReadAsync(SurfaceWatch watch, CancellationToken cancellationToken)
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
                if (message is RfbClientMessage.SetDesktopSize wish)
                    wishes.AnswerSize(await ResizeAsync(wish, cancellationToken).ConfigureAwait(false));
                Take(message!, watch);
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

    void Take(RfbClientMessage message, SurfaceWatch watch)
    {
        switch (message)
        {
            case RfbClientMessage.SetPixelFormat set:
                wishes.SetFormat(set.Format);
                break;
            case RfbClientMessage.SetEncodings set:
                wishes.SetCapabilities(RfbCapabilities.Of(set.Encodings));
                break;
            case RfbClientMessage.UpdateRequest request:
                wishes.Request(
                    new PixelRectangle(request.X, request.Y, request.Width, request.Height), request.IsIncremental, surface.FrameCount);
                watch.Ask(settings.Interval);
                break;
        }
        signal.Set();
    }

    /// <summary>Passes a wish for another size on to the display's device, which has one screen.</summary>
    async Task<RfbResizeStatus> ResizeAsync(RfbClientMessage.SetDesktopSize wish, CancellationToken cancellationToken)
    {
        if (wish.Screens != 1 || wish.Width == 0 || wish.Height == 0)
            return RfbResizeStatus.InvalidLayout;
        return await surface.SizeWishes.AskAsync(wish.Width, wish.Height, cancellationToken).ConfigureAwait(false) switch
        {
            ResizeAnswer.Forwarded => RfbResizeStatus.Forwarded,
            ResizeAnswer.Unsupported => RfbResizeStatus.Prohibited,
            ResizeAnswer.Impossible => RfbResizeStatus.InvalidLayout,
            _ => RfbResizeStatus.OutOfResources,
        };
    }

    async Task WriteAsync(RfbUpdateWriter writer, SurfaceWatch watch, CancellationToken cancellationToken)
    {
        for (;; await signal.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!wishes.Look().HasCredit || surface.Acquire() is not { } frame)
                continue;
            try
            {
                if (!writer.HasNews(frame, wishes.Look()))
                    continue;
                var wish = wishes.Take();
                watch.Withdraw();
                await writer.WriteAsync(frame, wish, cancellationToken).ConfigureAwait(false);
                meter.Sent(writer.EncodingName, writer.BytesWritten);
                if (frame.Number > wish.RequestedAtFrame)
                    meter.Delivered(TimeProvider.GetElapsedTime(frame.Origin.Timestamp));
            }
            finally
            {
                frame.Release();
            }
        }
    }
}
