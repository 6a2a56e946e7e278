using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Scanout.Codecs.Spice;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// The link stage of one connection: what it asks for, our answer with a key, and its ticket. Whether that is good, the door decides, which also
/// writes the result. Used once.
/// </summary>
sealed class SpiceLinking(IDuplexPipe pipe, SpiceSessionSettings settings, SpiceArrival arrival)
{
    const SpiceCapabilities Ours = SpiceCapabilities.AuthSelection | SpiceCapabilities.AuthSpice | SpiceCapabilities.MiniHeader;

    const SpiceDisplayCapabilities OurDisplay =
        SpiceDisplayCapabilities.MonitorsConfig | SpiceDisplayCapabilities.StreamReport | SpiceDisplayCapabilities.PreferredCompression;

    /// <summary>Bytes that the client has sent and that were read.</summary>
    public long Offset { get; private set; }

    /// <summary>What it asks for, once that is known.</summary>
    public SpiceLinkRequest Request { get; private set; }

    /// <summary>
    /// Reads the request and the ticket, and answers the former. Throws <see cref="SpiceRefusalException"/>, having told the client the code.
    /// </summary>
    /// <param name="mayLink">What is wrong with a request that is well-formed; <see cref="SpiceError.None"/> where nothing is.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The ticket's text; null where it is none.</returns>
    public async Task<string?> ReadTicketAsync(Func<SpiceLinkRequest, SpiceError> mayLink, CancellationToken cancellationToken)
    {
        var header = await ReadAsync(SpiceLink.HeaderBytes, cancellationToken).ConfigureAwait(false);
        var error = SpiceLink.ReadHeader(header, out var bodyBytes);
        if (error == SpiceError.None)
        {
            error = SpiceLink.ReadRequest(await ReadAsync(bodyBytes, cancellationToken).ConfigureAwait(false), out var request);
            Request = request;
        }
        if (error == SpiceError.None && settings.IsTlsRequired && arrival.Link is ViewerLink.Tcp)
            error = SpiceError.NeedSecured;
        if (error == SpiceError.None)
            error = mayLink(Request);
        if (error != SpiceError.None)
        {
            SpiceLink.WriteError(pipe.Output, error);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            throw new SpiceRefusalException(error, SentenceOf(error));
        }
        SpiceLink.WriteReply(pipe.Output, SpiceTicketKey.OfProcess.PublicKey, Ours, CapabilitiesOf(Request.Channel));
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (Request.Common.HasFlag(SpiceCapabilities.AuthSelection))
            await ReadMechanismAsync(cancellationToken).ConfigureAwait(false);
        return SpiceTicketKey.OfProcess.Read(await ReadAsync(SpiceLink.TicketBytes, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Tells the client what came of its ticket.</summary>
    public async Task AnswerAsync(SpiceError result, CancellationToken cancellationToken)
    {
        SpiceLink.WriteResult(pipe.Output, result);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    async Task ReadMechanismAsync(CancellationToken cancellationToken)
    {
        var mechanism = BinaryPrimitives.ReadUInt32LittleEndian(
            await ReadAsync(SpiceLink.MechanismBytes, cancellationToken).ConfigureAwait(false));
        if (mechanism == SpiceLink.TicketMechanism)
            return;
        await AnswerAsync(SpiceError.InvalidData, cancellationToken).ConfigureAwait(false);
        throw new SpiceRefusalException(SpiceError.InvalidData, $"mechanism {mechanism} of authentication was not offered");
    }

    static uint? CapabilitiesOf(SpiceChannel channel) => channel switch
    {
        SpiceChannel.Main => 0,
        SpiceChannel.Display => (uint)OurDisplay,
        SpiceChannel.Inputs => (uint)SpiceInputsCapabilities.KeyScancode,
        _ => null,
    };

    static string SentenceOf(SpiceError error) => error switch
    {
        SpiceError.InvalidMagic => "what it says is no SPICE",
        SpiceError.VersionMismatch => "it speaks another version of SPICE",
        SpiceError.NeedSecured => "it came without TLS",
        SpiceError.BadConnectionId => "it names no session of this display",
        SpiceError.ChannelNotAvailable => "there is no such channel, or the session has it already",
        _ => "its link message is malformed",
    };

    async Task FlushAsync(CancellationToken cancellationToken) => await pipe.Output.FlushAsync(cancellationToken).ConfigureAwait(false);

    async Task<byte[]> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var result = await pipe.Input.ReadAtLeastAsync(count, cancellationToken).ConfigureAwait(false);
        if (result.Buffer.Length < count)
            throw new SpiceProtocolException(Offset + result.Buffer.Length, "the connection ended within the link stage");
        var bytes = new byte[count];
        result.Buffer.Slice(0, count).CopyTo(bytes);
        pipe.Input.AdvanceTo(result.Buffer.GetPosition(count));
        Offset += count;
        return bytes;
    }
}
