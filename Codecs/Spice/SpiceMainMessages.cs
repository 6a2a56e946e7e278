using System.Buffers.Binary;
using System.Text;

namespace Scanout.Codecs.Spice;

/// <summary>What the server sends on a main channel (SPICE protocol, SPICE_MSG_MAIN_*).</summary>
public static class SpiceMainMessages
{
    const ushort Init = 103, ChannelsList = 104, MouseMode = 105, MultiMediaTime = 106, Name = 113, Uuid = 114;

    /// <summary>SPICE_MSG_MAIN_INIT: the first message, before which a client does nothing. There is no agent.</summary>
    /// <param name="writer">Of a main channel.</param>
    /// <param name="sessionId">Not 0, and a secret: who knows it may ask for the session's other channels.</param>
    /// <param name="supported">Every mode that the client may ask for.</param>
    /// <param name="current">One of them.</param>
    /// <param name="multiMediaTime">In milliseconds, where the client's clock for streams begins. Not 0.</param>
    public static void WriteInit(
        SpiceMessageWriter writer, uint sessionId, SpiceMouseModes supported, SpiceMouseModes current, uint multiMediaTime)
    {
        const int Displays = 1, AgentTokens = 10;
        var body = writer.BeginWhole(Init, 32);
        BinaryPrimitives.WriteUInt32LittleEndian(body, sessionId);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], Displays);
        BinaryPrimitives.WriteUInt32LittleEndian(body[8..], (uint)supported);
        BinaryPrimitives.WriteUInt32LittleEndian(body[12..], (uint)current);
        BinaryPrimitives.WriteUInt32LittleEndian(body[20..], AgentTokens);
        BinaryPrimitives.WriteUInt32LittleEndian(body[24..], multiMediaTime);
    }

    /// <summary>SPICE_MSG_MAIN_CHANNELS_LIST: what the client may link, each with its number among its kind.</summary>
    public static void WriteChannels(SpiceMessageWriter writer, ReadOnlySpan<(SpiceChannel Channel, byte Id)> channels)
    {
        var body = writer.BeginWhole(ChannelsList, 4 + 2 * channels.Length);
        BinaryPrimitives.WriteInt32LittleEndian(body, channels.Length);
        for (var i = 0; i < channels.Length; i++)
            (body[4 + 2 * i], body[5 + 2 * i]) = ((byte)channels[i].Channel, channels[i].Id);
    }

    /// <summary>SPICE_MSG_MAIN_MOUSE_MODE: the pointer is moved otherwise from now on.</summary>
    public static void WriteMouseMode(SpiceMessageWriter writer, SpiceMouseModes supported, SpiceMouseModes current)
    {
        var body = writer.BeginWhole(MouseMode, 4);
        BinaryPrimitives.WriteUInt16LittleEndian(body, (ushort)supported);
        BinaryPrimitives.WriteUInt16LittleEndian(body[2..], (ushort)current);
    }

    /// <summary>SPICE_MSG_MAIN_MULTI_MEDIA_TIME: sets the client's clock for streams, in milliseconds. Not 0.</summary>
    public static void WriteMultiMediaTime(SpiceMessageWriter writer, uint multiMediaTime) =>
        BinaryPrimitives.WriteUInt32LittleEndian(writer.BeginWhole(MultiMediaTime, 4), multiMediaTime);

    /// <summary>
    /// SPICE_MSG_MAIN_NAME, to those who have <see cref="SpiceMainCapabilities.NameAndUuid"/>: what their windows are called.
    /// </summary>
    public static void WriteName(SpiceMessageWriter writer, string name)
    {
        // A zero byte ends the name, and counts.
        var nameBytes = Encoding.UTF8.GetByteCount(name) + 1;
        var body = writer.BeginWhole(Name, 4 + nameBytes);
        BinaryPrimitives.WriteInt32LittleEndian(body, nameBytes);
        Encoding.UTF8.GetBytes(name, body[4..]);
    }

    /// <summary>SPICE_MSG_MAIN_UUID, to those who have <see cref="SpiceMainCapabilities.NameAndUuid"/>.</summary>
    public static void WriteUuid(SpiceMessageWriter writer, Guid uuid) =>
        uuid.TryWriteBytes(writer.BeginWhole(Uuid, 16), bigEndian: true, out _);
}
