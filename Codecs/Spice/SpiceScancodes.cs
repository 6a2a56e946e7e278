namespace Scanout.Codecs.Spice;

/// <summary>
/// Makes keys of the bytes of a PC keyboard (scancode set 1), which a key may have several of, in several messages. Keys are numbered as
/// QEMU and RFB's QEMU Extended Key Event number them: the scancode, and for those that begin with 0xE0 the second byte with its high bit
/// set. Owned by the inputs channel's reading half.
/// </summary>
public sealed class SpiceScancodes
{
    const byte Extended = 0xE0, Pausing = 0xE1, Up = 0x80;
    const byte Control = 0x1D, LeftShift = 0x2A, RightShift = 0x36, NumLock = 0x45;

    /// <summary>The one key that begins with 0xE1. Its number is that of Control and Break, which is the same key.</summary>
    const byte Pause = 0xC6;

    enum Awaited
    {
        Any,
        ExtendedKey,
        PauseControl,
        PauseNumLock,
    }

    Awaited awaited;

    /// <summary>Takes the next byte; says whether a key was pressed or released with it.</summary>
    public bool TryNext(byte next, out byte keyNumber, out bool isDown)
    {
        var before = awaited;
        var code = (byte)(next & ~Up);
        (keyNumber, isDown) = (code, next < Up);
        awaited = (before, next, code) switch
        {
            (_, Extended, _) => Awaited.ExtendedKey,
            (_, Pausing, _) => Awaited.PauseControl,
            (Awaited.PauseControl, _, Control) => Awaited.PauseNumLock,
            _ => Awaited.Any,
        };
        if (awaited != Awaited.Any || code == 0)
            return false;
        switch (before)
        {
            // A keyboard pretends a shift around keys such as Print Screen, for the programs of 1981.
            case Awaited.ExtendedKey when code is LeftShift or RightShift:
                return false;
            case Awaited.ExtendedKey:
                keyNumber |= Up;
                return true;
            case Awaited.PauseNumLock when code == NumLock:
                keyNumber = Pause;
                return true;
            default:
                return true;
        }
    }
}
