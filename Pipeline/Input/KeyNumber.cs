namespace Scanout.Pipeline.Input;

/// <summary>
/// Keys by the numbers that QEMU and RFB's QEMU Extended Key Event share: the PC keyboard's scancode of set 1, and for those that begin
/// with 0xE0 the second byte with its high bit set. Named here are those that something is done with.
/// </summary>
public static class KeyNumber
{
    public const byte LeftControl = 0x1D;
    public const byte LeftShift = 0x2A;
    public const byte RightShift = 0x36;
    public const byte LeftAlt = 0x38;
    public const byte CapsLock = 0x3A;
    public const byte NumLock = 0x45;
    public const byte ScrollLock = 0x46;
    public const byte RightControl = 0x9D;
    public const byte RightAlt = 0xB8;
    public const byte LeftMeta = 0xDB;
    public const byte RightMeta = 0xDC;

    /// <summary>The lock that a key toggles.</summary>
    public static LockKeys LockOf(byte number) => number switch
    {
        CapsLock => LockKeys.CapsLock,
        NumLock => LockKeys.NumLock,
        ScrollLock => LockKeys.ScrollLock,
        _ => LockKeys.None,
    };
}
