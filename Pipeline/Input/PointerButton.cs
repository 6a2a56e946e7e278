namespace Scanout.Pipeline.Input;

/// <summary>A pointer's buttons and wheels, in the order of RFB's button mask.</summary>
public enum PointerButton
{
    Left,
    Middle,
    Right,
    WheelUp,
    WheelDown,
    WheelLeft,
    WheelRight,

    /// <summary>Back.</summary>
    Side,

    /// <summary>Forward.</summary>
    Extra,
}
