using Scanout.Pipeline.Input;

namespace Scanout.Pipeline.Devices.Qemu;

/// <summary>What is to be told to a VM.</summary>
enum QmpEventKind
{
    Key,
    Button,
    Move,
    Power,
}

/// <summary>One event on its way to QEMU.</summary>
readonly record struct QmpEvent(QmpEventKind Kind, byte Number, bool IsDown, PointerPosition Position)
{
    public static QmpEvent Key(byte number, bool isDown) => new(QmpEventKind.Key, number, isDown, default);

    public static QmpEvent Button(PointerButton button, bool isDown) => new(QmpEventKind.Button, (byte)button, isDown, default);

    public static QmpEvent Move(PointerPosition position) => new(QmpEventKind.Move, 0, false, position);

    public static QmpEvent Power(PowerAction action) => new(QmpEventKind.Power, (byte)action, true, default);

    /// <summary>A key or a button is let go of.</summary>
    public bool IsRelease => Kind is QmpEventKind.Key or QmpEventKind.Button && !IsDown;
}
