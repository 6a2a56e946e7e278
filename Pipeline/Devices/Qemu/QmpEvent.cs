using Scanout.Pipeline.Input;

namespace Scanout.Pipeline.Devices.Qemu;

/// <summary>What is to be told to a VM.</summary>
enum QmpEventKind
{
    Key,
    Button,
    Move,
    MoveBy,
    Power,
}

/// <summary>One event on its way to QEMU.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Of a key, a button or a power action.</param>
/// <param name="IsDown">A key or a button is pressed, not released.</param>
/// <param name="X">Of a move: the place on the axis, or the way in pixels.</param>
/// <param name="Y">As X.</param>
readonly record struct QmpEvent(QmpEventKind Kind, byte Number, bool IsDown, int X, int Y)
{
    /// <summary>
    /// The longest way of one move, longer than any screen is wide: a guest is told of a way in steps of a hundred pixels or so, and would
    /// be long at it.
    /// </summary>
    public const int MaxWayPixels = 0x7FFF;

    public static QmpEvent Key(byte number, bool isDown) => new(QmpEventKind.Key, number, isDown, 0, 0);

    public static QmpEvent Button(PointerButton button, bool isDown) => new(QmpEventKind.Button, (byte)button, isDown, 0, 0);

    public static QmpEvent Move(PointerPosition position) => new(QmpEventKind.Move, 0, false, position.X, position.Y);

    public static QmpEvent MoveBy(int dxPixels, int dyPixels) => new(
        QmpEventKind.MoveBy, 0, false, Math.Clamp(dxPixels, -MaxWayPixels, MaxWayPixels), Math.Clamp(dyPixels, -MaxWayPixels, MaxWayPixels));

    public static QmpEvent Power(PowerAction action) => new(QmpEventKind.Power, (byte)action, true, 0, 0);

    /// <summary>The pointer moves, to a place or by a way.</summary>
    public bool IsMove => Kind is QmpEventKind.Move or QmpEventKind.MoveBy;

    /// <summary>A key or a button is let go of.</summary>
    public bool IsRelease => Kind is QmpEventKind.Key or QmpEventKind.Button && !IsDown;

    /// <summary>This move and one of its kind that follows it, as one.</summary>
    public QmpEvent Then(QmpEvent next) => Kind == QmpEventKind.MoveBy ? MoveBy(X + next.X, Y + next.Y) : next;
}
