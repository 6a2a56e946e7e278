using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Scanout.Codecs.Tls;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Pipeline.Sinks;

/// <summary>
/// What goes by TLS 1.2 or 1.3 through another pipe, which stays its owner's. Ended by its own owner, once nothing reads or writes it any
/// more.
/// </summary>
public sealed class TlsPipe : IDuplexPipe
{
    /// <summary>A TLS record holds 16 KiB; a few of them at once spare calls.</summary>
    const int WriteBytes = 64 * 1024;

    readonly SslStream stream;

    TlsPipe(SslStream stream)
    {
        this.stream = stream;
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: WriteBytes, leaveOpen: true));
        Protocol = stream.SslProtocol;
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public SslProtocols Protocol { get; }

    /// <summary>
    /// The server's side of the handshake; throws <see cref="AuthenticationException"/> or IOException where the client does not go along.
    /// </summary>
    public static async Task<TlsPipe> AcceptAsync(IDuplexPipe pipe, TlsCertificate certificate, CancellationToken cancellationToken)
    {
        var versions = await VersionsForAsync(pipe.Input, cancellationToken).ConfigureAwait(false);
        var stream = new SslStream(new PipeStream(pipe));
        TlsPipe? accepted = null;
        try
        {
            await stream.AuthenticateAsServerAsync(certificate.OptionsFor(versions), cancellationToken).ConfigureAwait(false);
            return accepted = new TlsPipe(stream);
        }
        finally
        {
            if (accepted is null)
                await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// 1.2 for whoever can do it, 1.3 for those that can't. After a handshake of 1.3 OpenSSL sends tickets that nobody here needs and that
    /// .NET can't switch off, and with them TigerVNC's viewer 1.12 does not see what comes behind: it waits for ever, most times. What the
    /// client offers is looked at and left for the handshake.
    /// </summary>
    static async Task<SslProtocols> VersionsForAsync(PipeReader input, CancellationToken cancellationToken)
    {
        var header = await PeekAsync(input, TlsClientHello.RecordHeaderBytes, cancellationToken).ConfigureAwait(false);
        if (header.Length < TlsClientHello.RecordHeaderBytes)
            return SslProtocols.Tls12 | SslProtocols.Tls13;
        var bytes = TlsClientHello.RecordHeaderBytes + TlsClientHello.RecordBytes(header);
        var record = await PeekAsync(input, bytes, cancellationToken).ConfigureAwait(false);
        return TlsClientHello.OffersTls12(record) switch
        {
            true => SslProtocols.Tls12,
            false => SslProtocols.Tls13,
            null => SslProtocols.Tls12 | SslProtocols.Tls13,
        };
    }

    /// <summary>So many bytes, or those that came before the end; none of them is taken.</summary>
    static async Task<byte[]> PeekAsync(PipeReader input, int count, CancellationToken cancellationToken)
    {
        var result = await input.ReadAtLeastAsync(count, cancellationToken).ConfigureAwait(false);
        var bytes = result.Buffer.Slice(0, Math.Min(count, result.Buffer.Length)).ToArray();
        input.AdvanceTo(result.Buffer.Start);
        return bytes;
    }

    /// <summary>Sends what was written and TLS's own farewell, where the other side takes it without delay.</summary>
    public async Task EndAsync(TimeProvider timeProvider)
    {
        try
        {
            await FarewellAsync().WaitAsync(PipeFarewell.Patience, timeProvider).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is TimeoutException or IOException or OperationCanceledException
            or InvalidOperationException or ObjectDisposedException)
        {
            // It has gone without waiting for one.
        }
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    async Task FarewellAsync()
    {
        await Input.CompleteAsync().ConfigureAwait(false);
        await Output.CompleteAsync().ConfigureAwait(false);
        await stream.ShutdownAsync().ConfigureAwait(false);
    }
}
