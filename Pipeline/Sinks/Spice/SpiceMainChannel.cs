using System.Security.Cryptography;
using System.Text;
using Scanout.Codecs.Spice;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// A session's main channel: which channels there are, the window's title, whose the pointer is, what time it is, and whether the client is still
/// there. There is no guest agent.
/// </summary>
sealed class SpiceMainChannel(
    SpiceChannelLink link, uint sessionId, string display, SpiceInput input, SpiceClock clock, TimeProvider timeProvider)
{
    static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);

    /// <summary>Pings that a client may leave unanswered.</summary>
    const int MaxUnanswered = 4;

    static readonly (SpiceChannel, byte)[] Channels = [(SpiceChannel.Display, 0), (SpiceChannel.Inputs, 0), (SpiceChannel.Cursor, 0)];

    readonly Signal signal = new();
    bool wantsChannels;
    bool hasChannels;
    int pingsDue;
    uint lastPing;
    uint lastPong;

    /// <summary>Serves the channel until the client leaves, the token ends it or the connection breaks.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var clockwork = timeProvider.CreateTimer(_ => DuePing(), null, PingInterval, PingInterval);
        input.Changed += signal.Set;
        clock.NewsCame += signal.Set;
        try
        {
            await SessionHalves.RunAsync(
                token => link.ReadAsync((message, _) => ValueTask.FromResult(Take(message)), () => { }, token), WriteAsync, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            input.Changed -= signal.Set;
            clock.NewsCame -= signal.Set;
        }
    }

    void DuePing()
    {
        Interlocked.Increment(ref pingsDue);
        signal.Set();
    }

    bool Take(SpiceClientMessage message)
    {
        switch (message)
        {
            case SpiceClientMessage.AttachChannels when Volatile.Read(ref wantsChannels):
                throw link.Broken("channels are asked for once");
            case SpiceClientMessage.AttachChannels:
                Volatile.Write(ref wantsChannels, true);
                break;
            case SpiceClientMessage.MouseModeRequest wish:
                input.Request(wish.Mode);
                break;
            case SpiceClientMessage.Pong pong:
                Volatile.Write(ref lastPong, pong.Id);
                return true;
            // There is no agent: what is meant for it is left out.
            case SpiceClientMessage.Agent:
                return true;
            default:
                return false;
        }
        signal.Set();
        return true;
    }

    async Task WriteAsync(CancellationToken cancellationToken)
    {
        var knowsNames = ((SpiceMainCapabilities)link.Request.ChannelCapabilities).HasFlag(SpiceMainCapabilities.NameAndUuid);
        var (supported, current, title) = (input.MouseModes, input.CurrentMouseMode, "");
        SpiceMainMessages.WriteInit(link.Writer, sessionId, supported, current, clock.ClientTime);
        if (knowsNames)
            SpiceMainMessages.WriteUuid(link.Writer, UuidOf(display));
        for (signal.Set(); ; await link.Output.FlushAsync(cancellationToken).ConfigureAwait(false))
        {
            await signal.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (Volatile.Read(ref wantsChannels) && !hasChannels)
            {
                hasChannels = true;
                SpiceMainMessages.WriteChannels(link.Writer, Channels);
            }
            if (knowsNames && display + input.TitleSuffix is var next && next != title)
                SpiceMainMessages.WriteName(link.Writer, title = next);
            if (input.MouseModes != supported || input.CurrentMouseMode != current)
                SpiceMainMessages.WriteMouseMode(link.Writer, supported = input.MouseModes, current = input.CurrentMouseMode);
            if (clock.TakeNews(out var time))
                SpiceMainMessages.WriteMultiMediaTime(link.Writer, time);
            WritePings();
        }
    }

    void WritePings()
    {
        if (Interlocked.Exchange(ref pingsDue, 0) == 0)
            return;
        if (lastPing - Volatile.Read(ref lastPong) >= MaxUnanswered)
            throw new IOException("the client has not answered for a minute");
        SpiceMessages.WritePing(link.Writer, ++lastPing, (ulong)timeProvider.GetTimestamp());
    }

    /// <summary>The same for the same display, whatever host and time: an application-specific UUID (RFC 9562, section 5.8).</summary>
    static Guid UuidOf(string display)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(display)).AsSpan(0, 16);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
