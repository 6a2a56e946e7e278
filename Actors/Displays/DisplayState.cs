namespace Scanout.Actors.Displays;

/// <summary>What an operator is told of a display.</summary>
public enum DisplayState
{
    /// <summary>Its device is being opened.</summary>
    Starting,

    /// <summary>Its picture is read; whether it is lively or rests is the surface's to tell.</summary>
    Running,

    /// <summary>The device says that it is switched off.</summary>
    Off,

    /// <summary>The device is not, or describes, what can be read.</summary>
    Refused,

    /// <summary>The device is gone.</summary>
    Lost,

    /// <summary>The capture hangs or breaks.</summary>
    Failing,
}
