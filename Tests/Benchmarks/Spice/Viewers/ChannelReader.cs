using System.Buffers.Binary;

namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>
/// Reads one channel and answers what every channel has: SET_ACK by ACKs, PING by PONG. One thread; does not own the wire.
/// </summary>
abstract class ChannelReader(ChannelWire wire, ViewerConduct conduct) : IDisposable
{
    const int SetAck = 3, Ping = 4;
    const int AckSync = 1, Ack = 2, Pong = 3;
    const int PongBytes = 12;

    readonly LaterSender? later = conduct.RoundTrip > TimeSpan.Zero ? new(wire, conduct.RoundTrip) : null;
    int window;
    int unacknowledged;

    protected ChannelWire Wire { get; } = wire;

    protected ViewerConduct Conduct { get; } = conduct;

    /// <summary>Reads and answers one message.</summary>
    public void ReadMessage()
    {
        var (type, bytes) = Wire.Header();
        var taken = Math.Min(bytes, TakenBytes(type));
        var body = Wire.Take(taken);
        if (type == SetAck)
        {
            (window, unacknowledged) = (BinaryPrimitives.ReadInt32LittleEndian(body[4..]), 0);
            Answer(AckSync, body[..4]);
        }
        else
        {
            if (type == Ping)
                Answer(Pong, body[..PongBytes]);
            else
                Read(type, body);
            if (window > 0 && ++unacknowledged == window)
            {
                unacknowledged = 0;
                Answer(Ack, []);
            }
        }
        Wire.Skip(bytes - taken);
        AfterMessage();
    }

    public virtual void Dispose() => later?.Dispose();

    /// <summary>How much of a message's body is to be kept; the rest is skipped.</summary>
    protected virtual int TakenBytes(int type) => 64;

    protected abstract void Read(int type, ReadOnlySpan<byte> body);

    /// <summary>Its last byte has come.</summary>
    protected virtual void AfterMessage()
    {
    }

    protected void Answer(int type, ReadOnlySpan<byte> body)
    {
        if (!Conduct.IsAnswering)
            return;
        if (later is not null)
            later.Send(type, body);
        else
            Wire.Send(type, body);
    }
}
