using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// The handshake of a session, as RFC 6143, section 7.1, orders it: version, security, the password where one is set, and the opening messages.
/// </summary>
sealed class RfbOpening(IDuplexPipe pipe, RfbSessionSettings settings, TimeProvider timeProvider)
{
    const string WrongPassword = "wrong password";

    /// <summary>Bytes that the client has sent and that were read.</summary>
    public long Offset { get; private set; }

    /// <summary>Whether the client would share the display with others.</summary>
    public bool IsShared { get; private set; }

    /// <summary>Lets the client in, or throws: <see cref="RfbProtocolException"/>, <see cref="RfbRefusalException"/>.</summary>
    public async Task AdmitAsync(CancellationToken cancellationToken)
    {
        pipe.Output.Write(RfbHandshake.ServerVersion);
        await pipe.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        var version = RfbHandshake.ReadVersion(await ReadAsync(RfbHandshake.VersionBytes, cancellationToken).ConfigureAwait(false));
        var security = settings.Password is null ? RfbSecurity.None : RfbSecurity.VncAuthentication;
        RfbHandshake.WriteSecurity(pipe.Output, version, security);
        if (version != RfbVersion.V33)
        {
            await pipe.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
            var chosen = (await ReadAsync(1, cancellationToken).ConfigureAwait(false))[0];
            if (chosen != (byte)security)
                throw new RfbProtocolException(Offset - 1, $"security type {chosen} was not offered");
        }
        if (settings.Password is { } password)
            await AuthenticateAsync(version, password, cancellationToken).ConfigureAwait(false);
        else if (version == RfbVersion.V38)
            RfbHandshake.WriteAccepted(pipe.Output);
        await pipe.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        // ClientInit: whether others may stay.
        IsShared = (await ReadAsync(1, cancellationToken).ConfigureAwait(false))[0] != 0;
    }

    async Task AuthenticateAsync(RfbVersion version, string password, CancellationToken cancellationToken)
    {
        var challenge = RandomNumberGenerator.GetBytes(VncAuthentication.ChallengeBytes);
        pipe.Output.Write(challenge);
        await pipe.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        var response = await ReadAsync(VncAuthentication.ChallengeBytes, cancellationToken).ConfigureAwait(false);
        if (VncAuthentication.Verify(password, challenge, response))
        {
            RfbHandshake.WriteAccepted(pipe.Output);
            return;
        }
        await Task.Delay(settings.RefusalDelay, timeProvider, cancellationToken).ConfigureAwait(false);
        RfbHandshake.WriteRefused(pipe.Output, version, WrongPassword);
        await pipe.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        throw new RfbRefusalException(WrongPassword);
    }

    /// <summary>The opening frame, and the messages that tell it.</summary>
    public async Task WelcomeAsync(Frame frame, string name, CancellationToken cancellationToken)
    {
        RfbServerMessages.WriteServerInit(pipe.Output, frame.WidthPixels, frame.HeightPixels, name);
        await pipe.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    async Task<byte[]> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var result = await pipe.Input.ReadAtLeastAsync(count, cancellationToken).ConfigureAwait(false);
        if (result.Buffer.Length < count)
            throw new RfbProtocolException(Offset + result.Buffer.Length, "the connection ended within the handshake");
        var bytes = result.Buffer.Slice(0, count).ToArray();
        pipe.Input.AdvanceTo(result.Buffer.GetPosition(count));
        Offset += count;
        return bytes;
    }
}
