using System.Collections;

namespace Scanout.Pipeline.Input;

/// <summary>
/// One viewer's keyboard and pointer: makes a target's events of what the viewer sends while it is in control, knows what it holds down,
/// and lets go of it when control or the session ends. Owned by a session; any thread may call, and nothing waits.
/// </summary>
public sealed class ViewerInput(IInputTarget target)
{
    static readonly byte[] Shortcuts =
    [
        KeyNumber.LeftControl, KeyNumber.RightControl, KeyNumber.LeftAlt, KeyNumber.RightAlt, KeyNumber.LeftMeta, KeyNumber.RightMeta,
    ];

    static readonly byte[] Locks = [KeyNumber.CapsLock, KeyNumber.NumLock, KeyNumber.ScrollLock];

    static readonly byte[] Shifts = [KeyNumber.LeftShift, KeyNumber.RightShift];

    readonly Lock gate = new();
    readonly BitArray held = new(256);
    int buttons;
    bool isInControl;

    /// <summary>Whether what the viewer sends is passed on. Where it no longer is, what the viewer holds down is let go of.</summary>
    public bool IsInControl
    {
        get => Volatile.Read(ref isInControl);
        set
        {
            lock (gate)
            {
                Volatile.Write(ref isInControl, value);
                if (!value)
                    ReleaseAll();
            }
        }
    }

    /// <summary>
    /// A key by what it prints: Shift is added or lifted for the moment where the symbol needs it, unless a shortcut is being typed.
    /// </summary>
    public void Key(uint keysym, bool isDown)
    {
        if (!KeysymTable.TryFind(keysym, out var key))
        {
            if (isDown && IsInControl)
                target.LeaveOut(keysym);
            return;
        }
        lock (gate)
        {
            if (!isInControl)
                return;
            if (isDown && key.Shift is { } wanted && wanted != IsShifted(key) && !Shortcuts.Any(number => held[number]))
                PressWithOtherShift(key.Number);
            else
                Set(key.Number, isDown);
        }
    }

    /// <summary>A key by its scancode, or by what it prints where the viewer does not know the code.</summary>
    /// <param name="number">As <see cref="KeyNumber"/> counts; 0 where it is not known.</param>
    /// <param name="keysym">As X11 numbers keys.</param>
    /// <param name="isDown">Pressed, not released.</param>
    public void Key(uint number, uint keysym, bool isDown)
    {
        if (number is 0 or > byte.MaxValue)
            Key(keysym, isDown);
        else
            Key((byte)number, isDown);
    }

    /// <summary>A key by its scancode.</summary>
    /// <param name="number">As <see cref="KeyNumber"/> counts.</param>
    /// <param name="isDown">Pressed, not released.</param>
    public void Key(byte number, bool isDown)
    {
        lock (gate)
            if (isInControl)
                Set(number, isDown);
    }

    /// <summary>
    /// Types the lock keys that are on and should not be, or the other way round. One that is held down has just been typed, and is left.
    /// </summary>
    public void SetLocks(LockKeys wanted)
    {
        lock (gate)
        {
            if (!isInControl)
                return;
            var others = target.LockKeys ^ wanted;
            foreach (var number in Locks)
                if (others.HasFlag(KeyNumber.LockOf(number)) && !held[number])
                {
                    Set(number, true);
                    Set(number, false);
                }
        }
    }

    /// <summary>Where the pointer is.</summary>
    public void Move(PointerPosition position)
    {
        lock (gate)
            if (isInControl)
                target.TryMove(position);
    }

    /// <summary>How far the pointer went.</summary>
    public void MoveBy(int dxPixels, int dyPixels)
    {
        lock (gate)
            if (isInControl)
                target.TryMoveBy(dxPixels, dyPixels);
    }

    /// <summary>A button; of a wheel, the press is a step and the release is nothing.</summary>
    public void Button(PointerButton button, bool isDown)
    {
        lock (gate)
            if (isInControl)
                SetButton(button, isDown);
    }

    /// <summary>Where the pointer is and which of its buttons are down, a bit for each <see cref="PointerButton"/>.</summary>
    public void Point(PointerPosition position, int buttonMask)
    {
        lock (gate)
        {
            if (!isInControl)
                return;
            target.TryMove(position);
            for (var button = PointerButton.Left; button <= PointerButton.Extra; button++)
                SetButton(button, (buttonMask >> (int)button & 1) != 0);
        }
    }

    /// <summary>Releases what the viewer holds down.</summary>
    public void LetGo()
    {
        lock (gate)
            ReleaseAll();
    }

    /// <summary>False where it can't be done.</summary>
    public bool TryPower(PowerAction action)
    {
        lock (gate)
            return isInControl && target.TryPower(action);
    }

    bool IsShifted(KeysymKey key) =>
        (held[KeyNumber.LeftShift] || held[KeyNumber.RightShift]) ^ (key.IsLetter && target.LockKeys.HasFlag(LockKeys.CapsLock));

    /// <summary>Presses a key with Shift turned round, and puts Shift back as the viewer holds it.</summary>
    void PressWithOtherShift(byte number)
    {
        var lifted = Shifts.Where(shift => held[shift]).ToArray();
        if (lifted.Length == 0)
            Set(KeyNumber.LeftShift, true);
        foreach (var shift in lifted)
            Set(shift, false);
        Set(number, true);
        if (lifted.Length == 0)
            Set(KeyNumber.LeftShift, false);
        foreach (var shift in lifted)
            Set(shift, true);
    }

    void Set(byte number, bool isDown)
    {
        if (!isDown && !held[number])
            return;
        if (target.TryKey(number, isDown) || !isDown)
            held[number] = isDown;
    }

    void SetButton(PointerButton button, bool isDown)
    {
        var bit = 1 << (int)button;
        if ((buttons & bit) != 0 == isDown)
            return;
        var isWheel = button is >= PointerButton.WheelUp and <= PointerButton.WheelRight;
        if (isWheel && isDown)
        {
            target.TryButton(button, true);
            target.TryButton(button, false);
        }
        else if (!isWheel && !target.TryButton(button, isDown) && isDown)
            return;
        buttons ^= bit;
    }

    void ReleaseAll()
    {
        for (var number = 0; number < held.Length; number++)
            Set((byte)number, false);
        for (var button = PointerButton.Left; button <= PointerButton.Extra; button++)
            SetButton(button, false);
    }
}
