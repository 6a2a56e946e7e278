namespace Scanout.Pipeline.Input;

/// <summary>What a viewer may ask of a VM's power; the numbers are xvp's.</summary>
public enum PowerAction
{
    /// <summary>The power button is pressed: the guest shuts down if it likes.</summary>
    Shutdown = 2,

    /// <summary>A reboot by the guest itself, in good order.</summary>
    Reboot = 3,

    /// <summary>The reset button is pressed.</summary>
    Reset = 4,
}
