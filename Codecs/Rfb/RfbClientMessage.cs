namespace Scanout.Codecs.Rfb;

/// <summary>What a client says once the session is open (RFC 6143, section 7.5, and rfbproto's extensions).</summary>
public abstract record RfbClientMessage
{
    RfbClientMessage() { }

    public sealed record SetPixelFormat(RfbPixelFormat Format) : RfbClientMessage;

    /// <param name="Encodings">The most wanted first.</param>
    public sealed record SetEncodings(int[] Encodings) : RfbClientMessage;

    public sealed record UpdateRequest(bool IsIncremental, int X, int Y, int Width, int Height) : RfbClientMessage;

    /// <param name="IsDown">Pressed, not released.</param>
    /// <param name="Keysym">As X11 numbers keys.</param>
    public sealed record Key(bool IsDown, uint Keysym) : RfbClientMessage;

    /// <param name="Buttons">
    /// A bit for each that is down: left, middle, right, wheel up, down, left, right, back; of an extended message forward too, which is bit 8.
    /// </param>
    /// <param name="X">Pixels.</param>
    /// <param name="Y">Pixels.</param>
    public sealed record Pointer(int Buttons, int X, int Y) : RfbClientMessage;

    /// <summary>The client's clipboard, of which nothing is kept.</summary>
    /// <param name="Bytes">How long it was.</param>
    /// <param name="IsExtended">Of the extended clipboard, which we never offer.</param>
    public sealed record CutText(int Bytes, bool IsExtended) : RfbClientMessage;

    public sealed record EnableContinuousUpdates(bool IsEnabled, int X, int Y, int Width, int Height) : RfbClientMessage;

    /// <param name="Flags">What is asked for, and whether it is an answer.</param>
    /// <param name="Payload">Comes back with the answer.</param>
    public sealed record Fence(uint Flags, byte[] Payload) : RfbClientMessage;

    /// <summary>A wish for another size.</summary>
    public sealed record SetDesktopSize(int Width, int Height, int Screens) : RfbClientMessage;

    /// <param name="Version">1.</param>
    /// <param name="Action">2 shut down, 3 reboot, 4 reset.</param>
    public sealed record Xvp(int Version, int Action) : RfbClientMessage;

    /// <summary>QEMU's key event with the key's scancode.</summary>
    public sealed record ExtendedKey(bool IsDown, uint Keysym, uint Scancode) : RfbClientMessage;

    /// <summary>QEMU's wish for sound, which there is none of.</summary>
    /// <param name="Operation">0 on, 1 off, 2 format.</param>
    public sealed record Audio(int Operation) : RfbClientMessage;
}
