using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Input;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// What a session does with its client's keys, pointer and wishes for power, and what it has to tell the client of them. The reading half
/// passes messages on; the writing half asks what is to be told. Owned by the session.
/// </summary>
/// <remarks>
/// RFB has no message that says «you may only watch». What is said is this: scancodes, further buttons and xvp are not acknowledged to a
/// viewer who may not control, and the desktop's name ends in a word on it while he does not, for clients that follow DesktopName and for
/// all in ServerInit.
/// </remarks>
sealed class RfbInput : IDisposable
{
    readonly Surface surface;
    readonly IInputTarget? target;
    readonly ViewerInput? viewer;
    readonly Signal signal;
    int powerRefusals;

    /// <param name="surface">Where it is seen what was typed.</param>
    /// <param name="target">Where it goes; null where there is nothing to control.</param>
    /// <param name="signal">Wakes the writing half where something is to be told.</param>
    public RfbInput(Surface surface, IInputTarget? target, Signal signal)
    {
        (this.surface, this.target, this.signal) = (surface, target, signal);
        viewer = target is null ? null : new ViewerInput(target);
        if (target is not null)
            target.Changed += signal.Set;
    }

    /// <summary>The viewer's place, once he is let in.</summary>
    public AudienceSeat? Seat { get; set; }

    /// <summary>
    /// Whether QEMU's extended keys, more buttons and xvp are acknowledged: the viewer may control, if not at this moment.
    /// </summary>
    public bool IsOffered => Seat is { MayControl: true };

    /// <summary>Stands after the display's name in the desktop's while the viewer's keys do nothing.</summary>
    public string TitleSuffix => Seat is { IsControlling: true } && target is { IsConnected: true } ? "" : " (view only)";

    /// <summary>For QEMU's LED State; null where there is no keyboard to have LEDs.</summary>
    public LockKeys? LockKeys => IsOffered ? target?.LockKeys : null;

    /// <summary>Called when <see cref="AudienceSeat.IsControlling"/> has changed.</summary>
    public void FollowControl(AudienceSeat seat)
    {
        if (viewer is not null)
            viewer.IsInControl = seat.IsControlling;
        signal.Set();
    }

    /// <summary>Takes what is input; false for other messages.</summary>
    public bool TryTake(RfbClientMessage message)
    {
        switch (message)
        {
            case RfbClientMessage.Key key:
                viewer?.Key(key.Keysym, key.IsDown);
                break;
            case RfbClientMessage.ExtendedKey key:
                viewer?.Key(key.Scancode, key.Keysym, key.IsDown);
                break;
            case RfbClientMessage.Pointer pointer:
                Point(pointer);
                break;
            case RfbClientMessage.Xvp xvp:
                TakePower((PowerAction)xvp.Action);
                return true;
            default:
                return false;
        }
        if (viewer is { IsInControl: true })
            surface.TypeAt();
        return true;
    }

    /// <summary>Whether the client is owed an XVP_FAIL; each is told once.</summary>
    public bool TakePowerRefusal()
    {
        if (Interlocked.Decrement(ref powerRefusals) >= 0)
            return true;
        Interlocked.Increment(ref powerRefusals);
        return false;
    }

    void Point(RfbClientMessage.Pointer pointer)
    {
        if (viewer is not { IsInControl: true } || surface.Acquire() is not { } frame)
            return;
        var position = PointerPosition.Of(pointer.X, pointer.Y, frame.WidthPixels, frame.HeightPixels);
        frame.Release();
        viewer.Point(position, pointer.Buttons);
    }

    void TakePower(PowerAction action)
    {
        if (viewer?.TryPower(action) == true)
            return;
        // A client that asks faster than it reads is told of no more than it can count.
        if (Volatile.Read(ref powerRefusals) < 16)
            Interlocked.Increment(ref powerRefusals);
        signal.Set();
    }

    /// <summary>Lets go of what the viewer holds down.</summary>
    public void Dispose()
    {
        if (target is not null)
            target.Changed -= signal.Set;
        if (viewer is not null)
            viewer.IsInControl = false;
    }
}
