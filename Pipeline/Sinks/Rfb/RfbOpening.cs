using System.Buffers;
using System.IO.Pipelines;
using System.Security.Authentication;
using System.Security.Cryptography;
using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// The handshake of a session, as RFC 6143, section 7.1, orders it: version, security, whatever shows who the viewer is, and the opening
/// messages. TLS is had by VeNCrypt, in the midst of it; from then on the session goes on over <see cref="Pipe"/>.
/// </summary>
sealed class RfbOpening(IDuplexPipe pipe, RfbSessionSettings settings, RfbArrival arrival, TimeProvider timeProvider)
{
    const string Wrong = "wrong name or password";

    RfbVersion version;
    string claimedUser = "";

    /// <summary>Bytes that the client has sent and that were read; those of TLS as they were before it.</summary>
    public long Offset { get; private set; }

    /// <summary>What the session reads from and writes to: the pipe that it was given, or the TLS that goes through it.</summary>
    public IDuplexPipe Pipe { get; private set; } = pipe;

    /// <summary>Who was let in.</summary>
    public ViewerIdentity Identity { get; private set; } = ViewerIdentity.Anyone;

    /// <summary>ClientInit's flag: the viewer would share the display with others.</summary>
    public bool IsShared { get; private set; }

    /// <summary>Lets the client in, or throws: <see cref="RfbProtocolException"/>, <see cref="RfbRefusalException"/>.</summary>
    public async Task AdmitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SecureAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RfbRefusalException refusal)
        {
            settings.Logger.ViewerRefused(arrival.Address, arrival.Display, "vnc", PeerText.Of(claimedUser), refusal.Message);
            throw;
        }
        settings.Logger.ViewerAdmitted(
            arrival.Address, arrival.Display, "vnc", PeerText.Of(Identity.User), Identity.Method,
            Identity.IsViewOnly ? "view-only" : "may control", Secrecy);
        IsShared = (await ReadAsync(1, cancellationToken).ConfigureAwait(false))[0] != 0;
    }

    string Secrecy => Pipe is TlsPipe tls ? $"encrypted by {tls.Protocol}" : ViewerSecrecy.Of(arrival.Link);

    async Task SecureAsync(CancellationToken cancellationToken)
    {
        Pipe.Output.Write(RfbHandshake.ServerVersion);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        version = RfbHandshake.ReadVersion(await ReadAsync(RfbHandshake.VersionBytes, cancellationToken).ConfigureAwait(false));
        switch (await ChooseAsync(RfbOffer.Of(settings, arrival), cancellationToken).ConfigureAwait(false))
        {
            case RfbSecurity.None:
                Identity = arrival.Admitted ?? ViewerIdentity.Anyone;
                if (version == RfbVersion.V38)
                    RfbHandshake.WriteAccepted(Pipe.Output);
                break;
            case RfbSubtype.X509None:
                // Unlike None it has a result in every version.
                RfbHandshake.WriteAccepted(Pipe.Output);
                break;
            case RfbSubtype.Plain or RfbSubtype.X509Plain:
                await AskNameAsync(cancellationToken).ConfigureAwait(false);
                break;
            default:
                await ChallengeAsync(cancellationToken).ConfigureAwait(false);
                break;
        }
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The <see cref="RfbSecurity"/> or, by VeNCrypt, the <see cref="RfbSubtype"/> that the client takes, TLS having begun where it is part
    /// of it.
    /// </summary>
    async Task<Enum> ChooseAsync(RfbOffer offer, CancellationToken cancellationToken)
    {
        if (version == RfbVersion.V33)
        {
            if (offer.Oldest is not { } decided)
                return await OfferNothingAsync(
                    "this display is shown to viewers of RFB 3.7 and newer that do VeNCrypt", cancellationToken).ConfigureAwait(false);
            RfbHandshake.WriteSecurityDecided(Pipe.Output, decided);
            return decided;
        }
        RfbHandshake.WriteSecurityTypes(Pipe.Output, offer.Types);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        var chosen = (RfbSecurity)(await ReadAsync(1, cancellationToken).ConfigureAwait(false))[0];
        if (!offer.Types.Contains(chosen))
            throw new RfbProtocolException(Offset - 1, $"security type {(int)chosen} was not offered");
        return chosen == RfbSecurity.VeNCrypt ? await ChooseSubtypeAsync(offer.Subtypes, cancellationToken).ConfigureAwait(false) : chosen;
    }

    async Task<Enum> OfferNothingAsync(string reason, CancellationToken cancellationToken)
    {
        RfbHandshake.WriteNoSecurity(Pipe.Output, version, reason);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        throw new RfbRefusalException(reason);
    }

    async Task<Enum> ChooseSubtypeAsync(IReadOnlyList<RfbSubtype> subtypes, CancellationToken cancellationToken)
    {
        Pipe.Output.Write(VeNCrypt.Version);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        var spoken = await ReadAsync(VeNCrypt.VersionBytes, cancellationToken).ConfigureAwait(false);
        if (!spoken.AsSpan().SequenceEqual(VeNCrypt.Version))
        {
            VeNCrypt.WriteVersionRefused(Pipe.Output);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            throw new RfbProtocolException(Offset - VeNCrypt.VersionBytes, $"version {spoken[0]}.{spoken[1]} of VeNCrypt is not spoken");
        }
        VeNCrypt.WriteSubtypes(Pipe.Output, subtypes);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        var chosen = VeNCrypt.ReadSubtype(await ReadAsync(VeNCrypt.SubtypeBytes, cancellationToken).ConfigureAwait(false));
        var isOffered = subtypes.Contains(chosen);
        if (!isOffered || VeNCrypt.IsOverTls(chosen))
        {
            VeNCrypt.WriteTlsAnswer(Pipe.Output, isOffered);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        if (!isOffered)
            throw new RfbProtocolException(Offset - VeNCrypt.SubtypeBytes, $"VeNCrypt's subtype {(int)chosen} was not offered");
        if (VeNCrypt.IsOverTls(chosen))
            await StartTlsAsync(cancellationToken).ConfigureAwait(false);
        return chosen;
    }

    async Task StartTlsAsync(CancellationToken cancellationToken)
    {
        try
        {
            Pipe = await TlsPipe.AcceptAsync(Pipe, settings.Tls!, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException)
        {
            throw new RfbRefusalException($"the TLS handshake failed: {PeerText.Of(failure.GetBaseException().Message)}", failure);
        }
    }

    async Task ChallengeAsync(CancellationToken cancellationToken)
    {
        var challenge = RandomNumberGenerator.GetBytes(VncAuthentication.ChallengeBytes);
        Pipe.Output.Write(challenge);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        var response = await ReadAsync(VncAuthentication.ChallengeBytes, cancellationToken).ConfigureAwait(false);
        await AnswerAsync(
            "wrong password", _ => Task.FromResult(settings.Admission!.FindByChallenge(challenge, response)), cancellationToken)
            .ConfigureAwait(false);
    }

    async Task AskNameAsync(CancellationToken cancellationToken)
    {
        var header = await ReadAsync(VeNCrypt.PlainHeaderBytes, cancellationToken).ConfigureAwait(false);
        var (userBytes, passwordBytes) = VeNCrypt.ReadPlainHeader(header, Offset - VeNCrypt.PlainHeaderBytes);
        claimedUser = VeNCrypt.ReadPlain(await ReadAsync(userBytes, cancellationToken).ConfigureAwait(false));
        var password = VeNCrypt.ReadPlain(await ReadAsync(passwordBytes, cancellationToken).ConfigureAwait(false));
        await AnswerAsync(
            Wrong, token => settings.Admission!.FindAsync(arrival.Display, claimedUser, password, token), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>SecurityResult, once it is known who the viewer is.</summary>
    async Task AnswerAsync(string wrong, Func<CancellationToken, Task<ViewerIdentity?>> find, CancellationToken cancellationToken)
    {
        var (identity, refusal) = await settings.Admission!.AdmitAsync(
            arrival.Address, settings.HandshakeTimeout / 2, find, cancellationToken).ConfigureAwait(false);
        if (identity is not null)
        {
            Identity = identity;
            RfbHandshake.WriteAccepted(Pipe.Output);
            return;
        }
        if (refusal.Length == 0)
            await Task.Delay(settings.RefusalDelay, timeProvider, cancellationToken).ConfigureAwait(false);
        var reason = refusal.Length == 0 ? wrong : refusal;
        RfbHandshake.WriteRefused(Pipe.Output, version, reason);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        throw new RfbRefusalException(reason);
    }

    /// <summary>The opening frame, and the messages that tell it.</summary>
    public async Task WelcomeAsync(Frame frame, string name, CancellationToken cancellationToken)
    {
        RfbServerMessages.WriteServerInit(Pipe.Output, frame.WidthPixels, frame.HeightPixels, name);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    async Task FlushAsync(CancellationToken cancellationToken) => await Pipe.Output.FlushAsync(cancellationToken).ConfigureAwait(false);

    async Task<byte[]> ReadAsync(int count, CancellationToken cancellationToken)
    {
        if (count == 0)
            return [];
        var result = await Pipe.Input.ReadAtLeastAsync(count, cancellationToken).ConfigureAwait(false);
        if (result.Buffer.Length < count)
            throw new RfbProtocolException(Offset + result.Buffer.Length, "the connection ended within the handshake");
        var bytes = result.Buffer.Slice(0, count).ToArray();
        Pipe.Input.AdvanceTo(result.Buffer.GetPosition(count));
        Offset += count;
        return bytes;
    }
}
