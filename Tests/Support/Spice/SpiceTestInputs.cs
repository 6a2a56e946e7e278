using System.Buffers.Binary;

namespace Scanout.Tests.Support.Spice;

/// <summary>The inputs channel's other end: sends keys and pointer as clients do (SPICE, inputs channel).</summary>
public sealed class SpiceTestInputs(SpiceTestChannel channel) : IAsyncDisposable
{
    public const ushort Init = 101, KeyModifiers = 102, MotionAck = 111;

    const ushort KeyDown = 101, KeyUp = 102, WantedModifiers = 103, Scancode = 104;
    const ushort Motion = 111, Position = 112, Press = 113, Release = 114;

    public SpiceTestChannel Channel => channel;

    /// <summary>The lock lights that the server told last: bit 0 scroll, 1 number, 2 capitals.</summary>
    public ushort Locks { get; private set; }

    public int MotionAcks { get; private set; }

    /// <summary>A key by its scancode, as pairs of bytes from the lowest on: 0xE048 is sent as <c>0x48E0</c>.</summary>
    public Task KeyDownAsync(uint code) => channel.SendAsync(KeyDown, Words(code));

    public Task KeyUpAsync(uint code) => channel.SendAsync(KeyUp, Words(code));

    /// <summary>Scancodes as a keyboard sends them.</summary>
    public Task ScancodesAsync(params byte[] codes) => channel.SendAsync(Scancode, codes);

    public Task LocksAsync(ushort wanted) => channel.SendAsync(WantedModifiers, new[] { (byte)wanted, (byte)(wanted >> 8) });

    public Task MoveByAsync(int x, int y, ushort buttons = 0) =>
        channel.SendAsync(Motion, (byte[])[.. Words((uint)x, (uint)y), (byte)buttons, (byte)(buttons >> 8)]);

    public Task MoveToAsync(uint x, uint y, ushort buttons = 0, byte display = 0) =>
        channel.SendAsync(Position, (byte[])[.. Words(x, y), (byte)buttons, (byte)(buttons >> 8), display]);

    /// <summary>A button by its number: 1 left, 2 middle, 3 right, 4 and 5 the wheel; the mask as it is with it.</summary>
    public Task PressAsync(byte button, ushort buttons) => channel.SendAsync(Press, new[] { button, (byte)buttons, (byte)(buttons >> 8) });

    public Task ReleaseAsync(byte button, ushort buttons) =>
        channel.SendAsync(Release, new[] { button, (byte)buttons, (byte)(buttons >> 8) });

    /// <summary>Reads until the condition holds.</summary>
    public async Task ReadUntilAsync(Func<bool> condition)
    {
        while (!condition())
            Take(await channel.ReadAsync());
    }

    /// <summary>Notes what a message says.</summary>
    public void Take(SpiceTestMessage message)
    {
        if (message.Type is Init or KeyModifiers)
            Locks = BinaryPrimitives.ReadUInt16LittleEndian(message.Body);
        else if (message.Type == MotionAck)
            MotionAcks++;
    }

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    static byte[] Words(params uint[] words)
    {
        var bytes = new byte[4 * words.Length];
        for (var word = 0; word < words.Length; word++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * word), words[word]);
        return bytes;
    }
}
