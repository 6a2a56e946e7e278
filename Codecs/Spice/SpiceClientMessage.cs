namespace Scanout.Codecs.Spice;

/// <summary>What a client says on its channels once they are open (SPICE protocol, SPICE_MSGC_*).</summary>
public abstract record SpiceClientMessage
{
    SpiceClientMessage() { }

    /// <summary>On any channel: SPICE_MSG_SET_ACK has come.</summary>
    public sealed record AckSync(uint Generation) : SpiceClientMessage;

    /// <summary>On any channel: as many messages as the window has were taken.</summary>
    public sealed record Ack : SpiceClientMessage;

    /// <summary>On any channel: what SPICE_MSG_PING had.</summary>
    public sealed record Pong(uint Id, ulong Timestamp) : SpiceClientMessage;

    /// <summary>On any channel: the client is about to leave.</summary>
    public sealed record Disconnecting : SpiceClientMessage;

    /// <summary>On any channel: one of the messages of a migration, which we never begin.</summary>
    public sealed record Migrate(ushort Type) : SpiceClientMessage;

    /// <summary>Main: a wish; any bits may be set.</summary>
    public sealed record MouseModeRequest(SpiceMouseModes Mode) : SpiceClientMessage;

    /// <summary>Main: the client awaits the list of channels.</summary>
    public sealed record AttachChannels : SpiceClientMessage;

    /// <summary>Main: something for a guest's agent, which there is none of. Nothing of it is kept.</summary>
    public sealed record Agent(ushort Type) : SpiceClientMessage;

    /// <summary>Display: the client is ready for pictures. We use neither its cache nor its dictionary.</summary>
    public sealed record DisplayInit(byte CacheId, long CachePixels, byte DictionaryId, int DictionarySize) : SpiceClientMessage;

    /// <summary>Display: a wish, which may be a number that nobody knows.</summary>
    public sealed record PreferredCompression(SpiceCompression Compression) : SpiceClientMessage;

    /// <summary>Display: a wish.</summary>
    /// <param name="Codecs">The most wanted first: 1 MJPEG, 2 VP8, 3 H264, 4 VP9, 5 H265.</param>
    public sealed record PreferredVideoCodecs(byte[] Codecs) : SpiceClientMessage;

    /// <summary>Display: how a stream gets on. No frames and <see cref="uint.MaxValue"/> drops: the client can't decode it.</summary>
    /// <param name="Stream">Its number.</param>
    /// <param name="UniqueId">What the report was asked for with.</param>
    /// <param name="FirstTime">Of the first picture reported on, as it was sent.</param>
    /// <param name="LastTime">Of the last one.</param>
    /// <param name="Frames">How many came.</param>
    /// <param name="Drops">How many of them were not shown.</param>
    /// <param name="DelayMilliseconds">How long before its time the last one came; negative: how late.</param>
    public sealed record StreamReport(
        uint Stream, uint UniqueId, uint FirstTime, uint LastTime, uint Frames, uint Drops, int DelayMilliseconds) : SpiceClientMessage;

    /// <summary>Display: of a scanout by GL, which we never send.</summary>
    public sealed record GlDrawDone : SpiceClientMessage;

    /// <summary>
    /// Inputs: bytes of a PC keyboard, of scancode set 1, for <see cref="SpiceScancodes"/>. A key may need those of several messages.
    /// </summary>
    public sealed record Scancodes(byte[] Bytes) : SpiceClientMessage;

    /// <summary>Inputs: the locks as the client has them.</summary>
    /// <param name="Locks">1 scroll lock, 2 num lock, 4 caps lock.</param>
    public sealed record KeyModifiers(byte Locks) : SpiceClientMessage;

    /// <summary>Inputs: by how far the pointer went, in pixels.</summary>
    /// <param name="X">To the right.</param>
    /// <param name="Y">Down.</param>
    /// <param name="Buttons">A bit for each that is down: left, middle, right, wheel up, down, side, extra.</param>
    public sealed record Motion(int X, int Y, ushort Buttons) : SpiceClientMessage;

    /// <summary>Inputs: where the pointer is, in pixels; it may be beyond the surface.</summary>
    public sealed record Position(uint X, uint Y, ushort Buttons, byte Display) : SpiceClientMessage;

    /// <summary>Inputs.</summary>
    /// <param name="Button">
    /// 1 left, 2 middle, 3 right, 4 wheel up, 5 wheel down, 6 side, 7 extra; it may be a number that nobody knows.
    /// </param>
    /// <param name="Buttons">As of <see cref="Motion"/>; some clients count the one that is pressed.</param>
    public sealed record Press(byte Button, ushort Buttons) : SpiceClientMessage;

    /// <summary>Inputs: as <see cref="Press"/>.</summary>
    public sealed record Release(byte Button, ushort Buttons) : SpiceClientMessage;

    /// <summary>None that the channel has. Nothing of it is kept.</summary>
    public sealed record Unknown(ushort Type) : SpiceClientMessage;
}
