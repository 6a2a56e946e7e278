using System.Buffers.Binary;
using System.Text;

namespace Scanout.Codecs.Spice;

/// <summary>What the server may send on every channel (SPICE protocol, SPICE_MSG_*).</summary>
public static class SpiceMessages
{
    const ushort SetAck = 3, Ping = 4, Disconnecting = 6, Notify = 7;

    /// <summary>SPICE_NOTIFY_VISIBILITY_HIGH: worth showing to whoever looks.</summary>
    const uint HighVisibility = 2;

    /// <summary>SPICE_MSG_SET_ACK: the client answers with its generation, then acknowledges every so many messages.</summary>
    /// <param name="writer">Of any channel.</param>
    /// <param name="generation">Comes back with SPICE_MSGC_ACK_SYNC.</param>
    /// <param name="window">In messages, whatever their size.</param>
    public static void WriteSetAck(SpiceMessageWriter writer, uint generation, uint window)
    {
        var body = writer.BeginWhole(SetAck, 8);
        BinaryPrimitives.WriteUInt32LittleEndian(body, generation);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], window);
    }

    /// <summary>SPICE_MSG_PING: both numbers come back with SPICE_MSGC_PONG.</summary>
    public static void WritePing(SpiceMessageWriter writer, uint id, ulong timestamp)
    {
        var body = writer.BeginWhole(Ping, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(body, id);
        BinaryPrimitives.WriteUInt64LittleEndian(body[4..], timestamp);
    }

    /// <summary>SPICE_MSG_DISCONNECTING: the connection is about to end.</summary>
    /// <param name="writer">Of any channel.</param>
    /// <param name="time">Of the server's clock; no client looks at it.</param>
    /// <param name="reason">Why.</param>
    public static void WriteDisconnecting(SpiceMessageWriter writer, ulong time, SpiceError reason)
    {
        var body = writer.BeginWhole(Disconnecting, 12);
        BinaryPrimitives.WriteUInt64LittleEndian(body, time);
        BinaryPrimitives.WriteUInt32LittleEndian(body[8..], (uint)reason);
    }

    /// <summary>SPICE_MSG_NOTIFY: a text for whoever looks, or for the client's log.</summary>
    public static void WriteNotify(SpiceMessageWriter writer, ulong time, SpiceSeverity severity, string text)
    {
        var textBytes = Encoding.UTF8.GetByteCount(text);
        // A zero byte ends the text, and does not count.
        var body = writer.BeginWhole(Notify, 24 + textBytes + 1);
        BinaryPrimitives.WriteUInt64LittleEndian(body, time);
        BinaryPrimitives.WriteUInt32LittleEndian(body[8..], (uint)severity);
        BinaryPrimitives.WriteUInt32LittleEndian(body[12..], HighVisibility);
        BinaryPrimitives.WriteInt32LittleEndian(body[20..], textBytes);
        Encoding.UTF8.GetBytes(text, body[24..]);
    }
}
