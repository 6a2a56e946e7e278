namespace Scanout.Codecs.Spice;

/// <summary>What the server knows on an inputs channel (SPICE protocol, SPICE_INPUTS_CAP_*).</summary>
[Flags]
public enum SpiceInputsCapabilities : uint
{
    None = 0,

    /// <summary>The client may send a key's press and release in one SPICE_MSGC_INPUTS_KEY_SCANCODE.</summary>
    KeyScancode = 1 << 0,
}
