using System.Buffers.Binary;

namespace Scanout.Codecs.Spice;

/// <summary>The messages that clients send, by channel and number (SPICE protocol, SPICE_MSGC_*).</summary>
static class SpiceClientForms
{
    /// <summary>Of SPICE_MSGC_INPUTS_KEY_SCANCODE; a key's press and release have some four bytes.</summary>
    public const int MaxScancodeBytes = 64;

    /// <summary>Stands for any channel.</summary>
    const SpiceChannel Any = 0;

    static readonly Dictionary<(SpiceChannel Channel, ushort Type), SpiceClientForm> Forms = new()
    {
        [(Any, 1)] = Fixed("SPICE_MSGC_ACK_SYNC", 4, body => new SpiceClientMessage.AckSync(U32(body, 0))),
        [(Any, 2)] = Fixed("SPICE_MSGC_ACK", 0, _ => Ack),
        [(Any, 3)] = Fixed("SPICE_MSGC_PONG", 12, body => new SpiceClientMessage.Pong(U32(body, 0), U64(body, 4))),
        [(Any, 4)] = Fixed("SPICE_MSGC_MIGRATE_FLUSH_MARK", 0, _ => new SpiceClientMessage.Migrate(4)),
        [(Any, 5)] = new("SPICE_MSGC_MIGRATE_DATA", 0, int.MaxValue, _ => new SpiceClientMessage.Migrate(5)),
        [(Any, 6)] = Fixed("SPICE_MSGC_DISCONNECTING", 12, _ => new SpiceClientMessage.Disconnecting()),

        [(SpiceChannel.Main, 104)] = Fixed("SPICE_MSGC_MAIN_ATTACH_CHANNELS", 0, _ => new SpiceClientMessage.AttachChannels()),
        [(SpiceChannel.Main, 105)] = Fixed("SPICE_MSGC_MAIN_MOUSE_MODE_REQUEST", 2,
            body => new SpiceClientMessage.MouseModeRequest((SpiceMouseModes)U16(body, 0))),
        [(SpiceChannel.Main, 106)] = Fixed("SPICE_MSGC_MAIN_AGENT_START", 4, _ => new SpiceClientMessage.Agent(106)),
        [(SpiceChannel.Main, 107)] = new("SPICE_MSGC_MAIN_AGENT_DATA", 0, int.MaxValue, _ => new SpiceClientMessage.Agent(107)),
        [(SpiceChannel.Main, 108)] = Fixed("SPICE_MSGC_MAIN_AGENT_TOKEN", 4, _ => new SpiceClientMessage.Agent(108)),

        [(SpiceChannel.Display, 101)] = Fixed("SPICE_MSGC_DISPLAY_INIT", 14,
            body => new SpiceClientMessage.DisplayInit(body[0], (long)U64(body, 1), body[9], (int)U32(body, 10))),
        [(SpiceChannel.Display, 102)] = Fixed("SPICE_MSGC_DISPLAY_STREAM_REPORT", 32, ReadReport),
        [(SpiceChannel.Display, 103)] = Fixed("SPICE_MSGC_DISPLAY_PREFERRED_COMPRESSION", 1,
            body => new SpiceClientMessage.PreferredCompression((SpiceCompression)body[0])),
        [(SpiceChannel.Display, 104)] = Fixed("SPICE_MSGC_DISPLAY_GL_DRAW_DONE", 0, _ => new SpiceClientMessage.GlDrawDone()),
        [(SpiceChannel.Display, 105)] = new("SPICE_MSGC_DISPLAY_PREFERRED_VIDEO_CODEC_TYPE", 1, 1 + byte.MaxValue,
            body => body.Length == 1 + body[0] ? new SpiceClientMessage.PreferredVideoCodecs(body[1..].ToArray()) : null),

        [(SpiceChannel.Inputs, 101)] = Fixed("SPICE_MSGC_INPUTS_KEY_DOWN", 4, ReadKey),
        [(SpiceChannel.Inputs, 102)] = Fixed("SPICE_MSGC_INPUTS_KEY_UP", 4, ReadKey),
        [(SpiceChannel.Inputs, 103)] = Fixed("SPICE_MSGC_INPUTS_KEY_MODIFIERS", 2, body => new SpiceClientMessage.KeyModifiers(body[0])),
        [(SpiceChannel.Inputs, 104)] = new("SPICE_MSGC_INPUTS_KEY_SCANCODE", 1, MaxScancodeBytes,
            body => new SpiceClientMessage.Scancodes(body.ToArray())),
        [(SpiceChannel.Inputs, 111)] = Fixed("SPICE_MSGC_INPUTS_MOUSE_MOTION", 10,
            body => new SpiceClientMessage.Motion((int)U32(body, 0), (int)U32(body, 4), U16(body, 8))),
        [(SpiceChannel.Inputs, 112)] = Fixed("SPICE_MSGC_INPUTS_MOUSE_POSITION", 11,
            body => new SpiceClientMessage.Position(U32(body, 0), U32(body, 4), U16(body, 8), body[10])),
        [(SpiceChannel.Inputs, 113)] = Fixed("SPICE_MSGC_INPUTS_MOUSE_PRESS", 3,
            body => new SpiceClientMessage.Press(body[0], U16(body, 1))),
        [(SpiceChannel.Inputs, 114)] = Fixed("SPICE_MSGC_INPUTS_MOUSE_RELEASE", 3,
            body => new SpiceClientMessage.Release(body[0], U16(body, 1))),
    };

    static readonly SpiceClientMessage.Ack Ack = new();

    /// <summary>The form of a message, or null where the channel has none of that number.</summary>
    public static SpiceClientForm? Find(SpiceChannel channel, ushort type) =>
        Forms.GetValueOrDefault((Any, type)) ?? Forms.GetValueOrDefault((channel, type));

    static SpiceClientForm Fixed(string name, int bytes, SpiceClientForm.Reading read) => new(name, bytes, bytes, read);

    /// <summary>What the sound's delay was, the last four bytes, is left out.</summary>
    static SpiceClientMessage.StreamReport ReadReport(ReadOnlySpan<byte> body) =>
        new(U32(body, 0), U32(body, 4), U32(body, 8), U32(body, 12), U32(body, 16), U32(body, 20), (int)U32(body, 24));

    /// <summary>A key's scancode is a string of up to four bytes that a zero ends.</summary>
    static SpiceClientMessage.Scancodes ReadKey(ReadOnlySpan<byte> body)
    {
        var end = body.IndexOf((byte)0);
        return new SpiceClientMessage.Scancodes((end < 0 ? body : body[..end]).ToArray());
    }

    static ushort U16(ReadOnlySpan<byte> body, int at) => BinaryPrimitives.ReadUInt16LittleEndian(body[at..]);

    static uint U32(ReadOnlySpan<byte> body, int at) => BinaryPrimitives.ReadUInt32LittleEndian(body[at..]);

    static ulong U64(ReadOnlySpan<byte> body, int at) => BinaryPrimitives.ReadUInt64LittleEndian(body[at..]);
}
