namespace Scanout.Pipeline.Input;

/// <summary>Lock keys that are on. The bits are those of RFB's QEMU LED State, and of SPICE's modifiers.</summary>
[Flags]
public enum LockKeys : byte
{
    None = 0,
    ScrollLock = 1,
    NumLock = 2,
    CapsLock = 4,
}
