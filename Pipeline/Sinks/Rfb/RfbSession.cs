using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// One VNC viewer over a pipe: the handshake, then a reading half that takes the client's messages and a writing half that sends an
/// update whenever the client has asked for one and there is something new. The newest frame is taken at that moment, so a slow viewer gets
/// fewer pictures and never old ones. View-only: keys and pointer are read and left.
/// </summary>
/// <remarks>RFC 6143 and the community's rfbproto. The session owns neither pipe nor surface. A client that breaks protocol ends its session.</remarks>
public sealed class RfbSession(
    IDuplexPipe pipe, Surface surface, RfbSessionSettings settings, string remoteAddress, ILogger logger) : IViewerSession
{
    readonly Signal signal = new();
    readonly RfbWishes wishes = new();
    readonly SinkMeter meter = new(surface.Name, "vnc");

    public string Display => surface.Name;

    public string Protocol => "vnc";

    public string RemoteAddress => remoteAddress;

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reason = "the viewer left";
        try
        {
            await ServeAsync(ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            reason = cancellationToken.IsCancellationRequested ? "the service ended it" : reason;
        }
        catch (RfbProtocolException violation)
        {
            logger.ProtocolBroken(Display, remoteAddress, violation.Message);
            reason = violation.Message;
        }
        catch (RfbRefusalException refusal)
        {
            logger.ViewerRefused(Display, remoteAddress, refusal.Message);
            reason = refusal.Message;
        }
        catch (IOException)
        {
            reason = "the connection broke";
        }
        finally
        {
            await pipe.Input.CompleteAsync().ConfigureAwait(false);
            await pipe.Output.CompleteAsync().ConfigureAwait(false);
        }
        return reason;
    }
}
