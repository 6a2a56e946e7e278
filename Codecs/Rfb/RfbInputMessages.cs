using System.Buffers;

namespace Scanout.Codecs.Rfb;

/// <summary>What the server tells of keyboard, pointer and power. The rectangles belong into an update.</summary>
public static class RfbInputMessages
{
    const byte XvpMessage = 250;
    const byte XvpVersion = 1;

    /// <summary>xvp: the client may ask for power actions from now on (rfbproto, «xvp Server Message»).</summary>
    public static void WriteXvpInit(IBufferWriter<byte> output) => output.Write<byte>([XvpMessage, 0, XvpVersion, 1]);

    /// <summary>xvp: what the client asked for can't be done.</summary>
    public static void WriteXvpFail(IBufferWriter<byte> output) => output.Write<byte>([XvpMessage, 0, XvpVersion, 0]);

    /// <summary>A rectangle: the client may send scancodes («QEMU Extended Key Event Pseudo-encoding»).</summary>
    public static void WriteExtendedKeyAcknowledgement(IBufferWriter<byte> output) =>
        RfbServerMessages.WriteRectangleHeader(output, 0, 0, 0, 0, RfbEncoding.QemuExtendedKeyEvent);

    /// <summary>A rectangle: the client may send more buttons («ExtendedMouseButtons Pseudo-encoding»).</summary>
    public static void WriteExtendedButtonsAcknowledgement(IBufferWriter<byte> output) =>
        RfbServerMessages.WriteRectangleHeader(output, 0, 0, 0, 0, RfbEncoding.ExtendedMouseButtons);

    /// <summary>A rectangle: which lock keys are on («QEMU LED State Pseudo-encoding»).</summary>
    /// <param name="output">Where to.</param>
    /// <param name="leds">1 scroll lock, 2 num lock, 4 caps lock.</param>
    public static void WriteLedState(IBufferWriter<byte> output, byte leds)
    {
        // QEMU gives the rectangle one pixel, and clients that take an empty one for no rectangle exist.
        RfbServerMessages.WriteRectangleHeader(output, 0, 0, 1, 1, RfbEncoding.QemuLedState);
        output.Write<byte>([leds]);
    }
}
