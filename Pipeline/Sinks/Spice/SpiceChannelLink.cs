using System.IO.Pipelines;
using Scanout.Codecs.Spice;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// One channel's connection, once it is linked: the client's messages come out of it, and the server's go in. Owned by the session's half that serves the
/// channel; reading and writing are two tasks.
/// </summary>
/// <param name="pipe">Its bytes; stays its owner's.</param>
/// <param name="request">What the client has asked for.</param>
/// <param name="offset">Bytes that the link stage has taken.</param>
/// <param name="settings">How long a message may take.</param>
/// <param name="timeProvider">The clock.</param>
sealed class SpiceChannelLink(
    IDuplexPipe pipe, SpiceLinkRequest request, long offset, SpiceSessionSettings settings, TimeProvider timeProvider)
{
    readonly SpiceMessageReader reader = new(request.Channel, IsMini(request), offset);

    public SpiceLinkRequest Request => request;

    public PipeWriter Output => pipe.Output;

    /// <summary>Used by the writing task.</summary>
    public SpiceMessageWriter Writer { get; } = new(pipe.Output, IsMini(request));

    /// <summary>What the client has of SPICE's credit.</summary>
    public SpiceCredit Credit { get; } = new();

    /// <summary>The client breaks protocol with the message that was read last.</summary>
    public SpiceProtocolException Broken(string rule) => new(reader.Offset, rule);

    /// <summary>Hands over the client's messages until it leaves.</summary>
    /// <param name="take">Takes a message; false where the channel knows none of its kind.</param>
    /// <param name="drained">Called when all that had come has been taken.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task ReadAsync(
        Func<SpiceClientMessage, CancellationToken, ValueTask<bool>> take, Action drained, CancellationToken cancellationToken)
    {
        var input = pipe.Input;
        using var messageTimer = new MessageTimer(settings.MessageTimeout, timeProvider, input);
        for (;;)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.IsCanceled)
                throw Broken($"a message was not finished within {settings.MessageTimeout.TotalSeconds} s");
            var buffer = result.Buffer;
            while (reader.TryRead(ref buffer, out var message))
            {
                messageTimer.Set(isWithinMessage: false);
                if (message is SpiceClientMessage.Disconnecting)
                    return;
                if (!TryTakeCommon(message!) && !await take(message!, cancellationToken).ConfigureAwait(false) && message is not SpiceClientMessage.Unknown)
                    throw Broken($"{message!.GetType().Name} is not expected here");
            }
            var isPartial = !buffer.IsEmpty;
            input.AdvanceTo(buffer.Start, buffer.End);
            drained();
            if (result.IsCompleted && isPartial)
                throw Broken("the connection ended within a message");
            if (result.IsCompleted)
                return;
            messageTimer.Set(isPartial);
        }
    }

    /// <summary>What every channel has: acknowledgements. A client that would migrate has no reason to.</summary>
    bool TryTakeCommon(SpiceClientMessage message) => message switch
    {
        SpiceClientMessage.AckSync sync => Credit.TrySynchronize(sync.Generation) ? true
            : throw Broken($"generation {sync.Generation} of acknowledgements was not asked for, or is confirmed already"),
        SpiceClientMessage.Ack => Credit.TryAcknowledge() ? true : throw Broken("messages are acknowledged that were not sent"),
        _ => false,
    };

    /// <summary>The short header, where both sides know it.</summary>
    static bool IsMini(SpiceLinkRequest request) => request.Common.HasFlag(SpiceCapabilities.MiniHeader);
}
