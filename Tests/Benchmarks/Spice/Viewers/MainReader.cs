using System.Buffers.Binary;

namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>The main channel: what a session is called, and its clock.</summary>
sealed class MainReader(ChannelWire wire, ViewerConduct conduct, MultiMediaClock clock) : ChannelReader(wire, conduct)
{
    const int Init = 103, ChannelsList = 104, MultiMediaTime = 106;
    const int AttachChannels = 104;

    public uint SessionId { get; private set; }

    public bool HasChannels { get; private set; }

    protected override void Read(int type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case Init:
                SessionId = BinaryPrimitives.ReadUInt32LittleEndian(body);
                clock.Set(BinaryPrimitives.ReadUInt32LittleEndian(body[24..]));
                Wire.Send(AttachChannels, []);
                break;
            case ChannelsList:
                HasChannels = true;
                break;
            case MultiMediaTime:
                clock.Set(BinaryPrimitives.ReadUInt32LittleEndian(body));
                break;
        }
    }
}
