using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Pipeline.Sinks;

/// <summary>
/// What goes by TLS 1.2 or 1.3 through another pipe, which stays its owner's. Ended by its own owner, once nothing reads or writes it any more.
/// </summary>
sealed class TlsPipe : IDuplexPipe
{
    /// <summary>A TLS record holds 16 KiB; a few of them at once spare calls.</summary>
    const int WriteBytes = 64 * 1024;

    static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(1);

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

    /// <summary>The server's side of the handshake; throws <see cref="AuthenticationException"/> or IOException where the client does not go along.</summary>
    public static async Task<TlsPipe> AcceptAsync(IDuplexPipe pipe, TlsCertificate certificate, CancellationToken cancellationToken)
    {
        var stream = new SslStream(new PipeStream(pipe));
        TlsPipe? accepted = null;
        try
        {
            await stream.AuthenticateAsServerAsync(
                (_, hello, _, _) => ValueTask.FromResult(certificate.OptionsFor(VersionFor(hello.SslProtocols))), null, cancellationToken)
                .ConfigureAwait(false);
            return accepted = new TlsPipe(stream);
        }
        finally
        {
            if (accepted is null)
                await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// 1.2 for whoever can do it, 1.3 for those that can't. After a handshake of 1.3 OpenSSL sends tickets that nobody here needs and that .NET can't
    /// switch off, and with them TigerVNC's viewer 1.12 does not see what comes behind: it waits for ever, most times.
    /// </summary>
    static SslProtocols VersionFor(SslProtocols offered) => (offered & SslProtocols.Tls12) != 0 ? SslProtocols.Tls12 : SslProtocols.Tls13;

    /// <summary>Sends what was written and TLS's own farewell, where the other side takes it without delay.</summary>
    public async Task EndAsync(TimeProvider timeProvider)
    {
        try
        {
            await FarewellAsync().WaitAsync(FarewellPatience, timeProvider).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is TimeoutException or IOException or InvalidOperationException or ObjectDisposedException)
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
