namespace Scanout.Pipeline.Input;

/// <summary>
/// Where a display's keys, pointer and power actions go: the VM behind it. One per display, shared by its viewers; any thread may call, and
/// nothing waits. What is refused was not done and will not be done later.
/// </summary>
public interface IInputTarget
{
    /// <summary>Whether events reach the VM now.</summary>
    bool IsConnected { get; }

    /// <summary>Which lock keys are on, as far as is known.</summary>
    LockKeys LockKeys { get; }

    /// <summary>
    /// Whether the guest takes absolute positions now, as of a tablet; where it does not, it has a mouse, which only
    /// <see cref="TryMoveBy"/> moves. True until it is known.
    /// </summary>
    bool HasAbsolutePointer { get; }

    /// <summary>One of what is above may be another. Called on any thread; must not wait.</summary>
    event Action? Changed;

    /// <summary>A key goes down, again where it is down already, or up.</summary>
    /// <param name="number">As <see cref="KeyNumber"/> counts keys.</param>
    /// <param name="isDown">Pressed, not released.</param>
    bool TryKey(byte number, bool isDown);

    /// <summary>A button goes down or up; a step of a wheel is both.</summary>
    bool TryButton(PointerButton button, bool isDown);

    /// <summary>The pointer is there now.</summary>
    bool TryMove(PointerPosition position);

    /// <summary>The pointer goes so far, as a mouse tells it: to the right and down where the numbers are positive.</summary>
    bool TryMoveBy(int dxPixels, int dyPixels);

    /// <summary>False where the VM can't do such a thing, or can't be told.</summary>
    bool TryPower(PowerAction action);

    /// <summary>A viewer's key is none that the VM's keyboard has: counted, and told once.</summary>
    void LeaveOut(uint keysym);
}
