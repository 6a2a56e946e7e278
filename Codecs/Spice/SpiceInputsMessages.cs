namespace Scanout.Codecs.Spice;

/// <summary>
/// What the server sends on an inputs channel (SPICE protocol, SPICE_MSG_INPUTS_*). Locks: 1 scroll lock, 2 num lock, 4 caps lock.
/// </summary>
public static class SpiceInputsMessages
{
    /// <summary>A client holds further motion back after twice as many without an acknowledgement (SPICE_INPUT_MOTION_ACK_BUNCH).</summary>
    public const int MotionsPerAck = 4;

    const ushort Init = 101, KeyModifiers = 102, MouseMotionAck = 111;

    /// <summary>SPICE_MSG_INPUTS_INIT: which locks are on; the first message.</summary>
    public static void WriteInit(SpiceMessageWriter writer, byte locks) => writer.BeginWhole(Init, 2)[0] = locks;

    /// <summary>SPICE_MSG_INPUTS_KEY_MODIFIERS: the guest has switched a lock.</summary>
    public static void WriteKeyModifiers(SpiceMessageWriter writer, byte locks) => writer.BeginWhole(KeyModifiers, 2)[0] = locks;

    /// <summary>SPICE_MSG_INPUTS_MOUSE_MOTION_ACK: due after every <see cref="MotionsPerAck"/> motions and positions together.</summary>
    public static void WriteMotionAck(SpiceMessageWriter writer) => writer.WriteEmpty(MouseMotionAck);
}
