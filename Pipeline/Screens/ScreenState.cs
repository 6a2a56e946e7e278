namespace Scanout.Pipeline.Screens;

/// <summary>What a display's screen looks like from afar: what an operator would say who walks past.</summary>
public enum ScreenState
{
    /// <summary>It changes often: a caret that blinks is enough.</summary>
    Lively,

    /// <summary>It shows something and rests.</summary>
    Still,

    /// <summary>(Nearly) all of it is dark.</summary>
    Black,

    /// <summary>It was lively until its last change, and nothing at all has changed for long.</summary>
    Frozen,

    /// <summary>There is no picture: none yet, or a notice in its place.</summary>
    NoSignal,

    /// <summary>A text console.</summary>
    Text,
}
