using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Pipeline.Sinks.Rfb;
using Scanout.Tests.Codecs.Rfb;

namespace Scanout.Tests.Pipeline.Sinks.Rfb;

/// <summary>A client in the same process, over a pair of pipes.</summary>
sealed class RfbTestClient : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly Pipe toServer = new();
    readonly Pipe toClient;
    readonly CancellationTokenSource ending = new();
    readonly RfbSession session;
    Stream input;
    Stream? output;
    RfbPixelFormat format = RfbPixelFormat.Bgrx8888;

    public RfbTestClient(
        Surface surface, RfbSessionSettings settings, int pauseBytes = 65536, ViewerLink link = ViewerLink.Tcp, ViewerIdentity? admitted = null,
        string address = "test", Audience? audience = null)
    {
        toClient = new Pipe(new PipeOptions(pauseWriterThreshold: pauseBytes, resumeWriterThreshold: pauseBytes / 2));
        input = toClient.Reader.AsStream();
        var pipe = new Duplex(toServer.Reader, toClient.Writer);
        session = audience is null
            ? new RfbSession(pipe, surface, settings, address) { Link = link, Admitted = admitted }
            : new RfbSession(pipe, surface, settings, address)
            {
                Link = link, Admitted = admitted, Audience = audience, Number = audience.Seats.Count + 1,
            };
        Session = session.RunAsync(ending.Token);
    }

    /// <summary>The session's end, and why.</summary>
    public Task<string> Session { get; }

    /// <summary>Who the session says that this is.</summary>
    public ViewerIdentity? Identity => session.Identity;

    public RfbDecoder Decoder { get; private set; } = null!;

    public Task<string> EndAsync() => Session.WaitAsync(Patience);

    public Task CancelAsync() => ending.CancelAsync();

    public void Hangup() => toServer.Writer.Complete();

    public async Task SendAsync(params byte[] bytes)
    {
        if (output is null)
            await toServer.Writer.WriteAsync(bytes);
        else
            await output.WriteAsync(bytes);
    }

    /// <summary>Goes on over TLS, and tells the thumbprint of the certificate that the server showed.</summary>
    [SuppressMessage("Security", "CA5359", Justification = "Which certificate it was is for the test to look at.")]
    public async Task<string> StartTlsAsync(SslProtocols protocols = SslProtocols.None)
    {
        var tls = new SslStream(new PipeStream(new Duplex(toClient.Reader, toServer.Writer)));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost", EnabledSslProtocols = protocols, RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }).WaitAsync(Patience);
        input = output = tls;
        return tls.RemoteCertificate!.GetCertHashString();
    }

    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await input.ReadExactlyAsync(bytes).AsTask().WaitAsync(Patience);
        return bytes;
    }

    /// <summary>The handshake of version 3.8 without a password.</summary>
    public async Task OpenAsync(params int[] encodings)
    {
        Assert.Equal("RFB 003.008\n"u8.ToArray(), await ReadAsync(12));
        await SendAsync([.. "RFB 003.008\n"u8]);
        Assert.Equal([1, 1], await ReadAsync(2));
        await SendAsync(1);
        Assert.Equal([0, 0, 0, 0], await ReadAsync(4));
        await FinishOpeningAsync(encodings);
    }

    /// <summary>Whether it would share the display.</summary>
    public bool IsShared { get; set; } = true;

    /// <summary>The desktop's name when the session opened.</summary>
    public string Name { get; private set; } = "";

    public async Task FinishOpeningAsync(params int[] encodings)
    {
        await SendAsync(IsShared ? (byte)1 : (byte)0);
        var init = await ReadAsync(24);
        Name = System.Text.Encoding.UTF8.GetString(await ReadAsync(BinaryPrimitives.ReadInt32BigEndian(init.AsSpan(20))));
        Decoder = new RfbDecoder(format, input);
        Decoder.SetSize(BinaryPrimitives.ReadUInt16BigEndian(init), BinaryPrimitives.ReadUInt16BigEndian(init.AsSpan(2)));
        if (encodings.Length > 0)
            await SetEncodingsAsync(encodings);
    }

    public async Task SetFormatAsync(RfbPixelFormat next)
    {
        await SendFormatAsync(next);
        UseFormat(next);
    }

    public async Task SendFormatAsync(RfbPixelFormat next)
    {
        var message = new byte[20];
        next.Write(message.AsSpan(4));
        await SendAsync(message);
    }

    /// <summary>From here on, pixels come in this format.</summary>
    public void UseFormat(RfbPixelFormat next)
    {
        (format, var before) = (next, Decoder);
        Decoder = new RfbDecoder(next, input);
        Decoder.SetSize(before.Width, before.Height);
    }

    public async Task SetEncodingsAsync(params int[] encodings)
    {
        var message = new byte[4 + encodings.Length * 4];
        (message[0], message[3]) = (2, (byte)encodings.Length);
        for (var i = 0; i < encodings.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4 + i * 4), encodings[i]);
        await SendAsync(message);
    }

    public async Task RequestAsync(bool isIncremental = true, PixelRectangle? area = null)
    {
        var wanted = area ?? new PixelRectangle(0, 0, Decoder.Width, Decoder.Height);
        var message = new byte[10];
        (message[0], message[1]) = (3, isIncremental ? (byte)1 : (byte)0);
        foreach (var (at, value) in (ReadOnlySpan<(int, int)>)[(2, wanted.X), (4, wanted.Y), (6, wanted.Width), (8, wanted.Height)])
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at), (ushort)value);
        await SendAsync(message);
    }

    /// <summary>Reads the update that was asked for.</summary>
    public Task ReadUpdateAsync() => Task.Run(Decoder.ReadUpdate).WaitAsync(Patience);

    public async Task UpdateAsync(bool isIncremental = true, PixelRectangle? area = null)
    {
        await RequestAsync(isIncremental, area);
        await ReadUpdateAsync();
    }

    /// <summary>Whether the server has sent something that was not yet read.</summary>
    public bool HasInput
    {
        get
        {
            if (!toClient.Reader.TryRead(out var result))
                return false;
            var isThere = !result.Buffer.IsEmpty;
            toClient.Reader.AdvanceTo(result.Buffer.Start);
            return isThere;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await toServer.Writer.CompleteAsync();
        await toClient.Reader.CompleteAsync();
        await EndAsync();
        ending.Dispose();
        Decoder?.Dispose();
    }

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
