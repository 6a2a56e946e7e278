using Scanout.Codecs.Spice;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Input;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// What a session does with its client's keys and pointer, and what it has to tell the client of them. The reading halves of its channels
/// pass messages on; their writing halves ask what is to be told. Owned by the session.
/// </summary>
/// <remarks>
/// SPICE has no message that says «you may only watch»: such a viewer's input is taken and acknowledged, and goes nowhere. A client sends
/// presses and releases besides the masks of buttons in its moves, which differ from client to client: the masks are not looked at.
/// </remarks>
sealed class SpiceInput : IDisposable
{
    /// <summary>A client that sends on and does not read is not owed more at once.</summary>
    const int MaxMotionAcks = 64;

    /// <summary>By SPICE's numbers, from 1 on.</summary>
    static readonly PointerButton[] Buttons =
    [
        PointerButton.Left, PointerButton.Middle, PointerButton.Right, PointerButton.WheelUp, PointerButton.WheelDown, PointerButton.Side,
        PointerButton.Extra,
    ];

    readonly Surface surface;
    readonly IInputTarget? target;
    readonly ViewerInput? viewer;
    SpiceScancodes scancodes = new();
    LockKeys? wished;
    bool wantsServerMode;
    long moves;
    long motionAcks;

    /// <param name="surface">Where it is seen what was typed.</param>
    /// <param name="target">Where it goes; null where there is nothing to control.</param>
    public SpiceInput(Surface surface, IInputTarget? target)
    {
        (this.surface, this.target) = (surface, target);
        viewer = target is null ? null : new ViewerInput(target);
    }

    /// <summary>Follows the target from now on, until it is disposed.</summary>
    public void Begin()
    {
        if (target is not null)
            target.Changed += TellChanged;
    }

    /// <summary>Something is to be told: to the main channel, or to the inputs channel. Raised on any thread; must not wait.</summary>
    public event Action? Changed;

    /// <summary>The viewer's place, once he is let in.</summary>
    public AudienceSeat? Seat { get; set; }

    /// <summary>Whether the viewer may control, if not at this moment.</summary>
    public bool IsOffered => Seat is { MayControl: true };

    /// <summary>Stands after the display's name in the client's title while the viewer's keys do nothing.</summary>
    public string TitleSuffix => Seat is { IsControlling: true } && target is { IsConnected: true } ? "" : " (view only)";

    /// <summary>The guest's locks.</summary>
    public LockKeys LockKeys => target?.LockKeys ?? LockKeys.None;

    /// <summary>
    /// How the pointer can be moved. Only a guest without a tablet in use needs the client's pointer to be caught; where the viewer's pointer
    /// does nothing, it stays free.
    /// </summary>
    public SpiceMouseModes MouseModes =>
        Seat is { IsControlling: true } && target is { IsConnected: true, HasAbsolutePointer: false }
            ? SpiceMouseModes.Server
            : SpiceMouseModes.Server | SpiceMouseModes.Client;

    /// <summary>How it is to be moved now: to where the client's is, unless that can't be or the client wants it otherwise.</summary>
    public SpiceMouseModes CurrentMouseMode =>
        MouseModes.HasFlag(SpiceMouseModes.Client) && !Volatile.Read(ref wantsServerMode) ? SpiceMouseModes.Client : SpiceMouseModes.Server;

    /// <summary>A client's wish for a mode; one for none, or for several, is none.</summary>
    public void Request(SpiceMouseModes wanted)
    {
        if (wanted is not (SpiceMouseModes.Server or SpiceMouseModes.Client))
            return;
        Volatile.Write(ref wantsServerMode, wanted == SpiceMouseModes.Server);
        TellChanged();
    }

    /// <summary>Called when <see cref="AudienceSeat.IsControlling"/> has changed.</summary>
    public void FollowControl(AudienceSeat seat)
    {
        if (viewer is not null)
            viewer.IsInControl = seat.IsControlling;
        TellChanged();
    }

    /// <summary>Takes what is input; false for other messages. Called by the reading half of the inputs channel.</summary>
    public bool TryTake(SpiceClientMessage message)
    {
        switch (message)
        {
            case SpiceClientMessage.Scancodes keys:
                Type(keys.Bytes);
                break;
            case SpiceClientMessage.KeyModifiers modifiers:
                Wish((LockKeys)modifiers.Locks & (LockKeys.ScrollLock | LockKeys.NumLock | LockKeys.CapsLock));
                break;
            case SpiceClientMessage.Motion motion:
                viewer?.MoveBy(motion.X, motion.Y);
                CountMove();
                break;
            case SpiceClientMessage.Position position:
                Move(position);
                CountMove();
                break;
            case SpiceClientMessage.Press press:
                Press(press.Button, true);
                break;
            case SpiceClientMessage.Release release:
                Press(release.Button, false);
                break;
            default:
                return false;
        }
        if (viewer is { IsInControl: true })
            surface.TypeAt();
        return true;
    }

    /// <summary>How many MOUSE_MOTION_ACKs the client is owed; each is told once, to the writing half of the inputs channel.</summary>
    public int TakeMotionAcks()
    {
        var owed = Volatile.Read(ref moves) / SpiceInputsMessages.MotionsPerAck - motionAcks;
        motionAcks += owed;
        return (int)Math.Min(owed, MaxMotionAcks);
    }

    /// <summary>
    /// Lets go of what the viewer holds down. Called at the end of the inputs channel, after which the session may go on and have another.
    /// </summary>
    public void LetGo()
    {
        (scancodes, wished) = (new SpiceScancodes(), null);
        viewer?.LetGo();
    }

    /// <summary>Keys are followed while they go nowhere too: one may have its first bytes before control is had and its last after.</summary>
    void Type(byte[] bytes)
    {
        foreach (var next in bytes)
            if (scancodes.TryNext(next, out var number, out var isDown))
                viewer?.Key(number, isDown);
    }

    /// <summary>
    /// Follows a wish for lock keys that is another than before: clients say theirs again whenever they hear that the guest's have changed, and two
    /// of them that differ would turn a key on and off without end.
    /// </summary>
    void Wish(LockKeys locks)
    {
        if (locks == wished)
            return;
        wished = locks;
        viewer?.SetLocks(locks);
    }

    void Move(SpiceClientMessage.Position position)
    {
        if (viewer is not { IsInControl: true } || surface.Acquire() is not { } frame)
            return;
        var (x, y) = ((int)Math.Min(position.X, int.MaxValue), (int)Math.Min(position.Y, int.MaxValue));
        var place = PointerPosition.Of(x, y, frame.WidthPixels, frame.HeightPixels);
        frame.Release();
        viewer.Move(place);
    }

    void Press(byte button, bool isDown)
    {
        if (button > 0 && button <= Buttons.Length)
            viewer?.Button(Buttons[button - 1], isDown);
    }

    void TellChanged() => Changed?.Invoke();

    void CountMove()
    {
        if (Interlocked.Increment(ref moves) % SpiceInputsMessages.MotionsPerAck == 0)
            TellChanged();
    }

    /// <summary>Lets go of what the viewer holds down.</summary>
    public void Dispose()
    {
        if (target is not null)
            target.Changed -= TellChanged;
        if (viewer is not null)
            viewer.IsInControl = false;
    }
}
