namespace Scanout.Codecs.Spice;

/// <summary>What either side knows on every channel (SPICE protocol, SPICE_COMMON_CAP_*): a word of bits in the link messages.</summary>
[Flags]
public enum SpiceCapabilities : uint
{
    None = 0,

    /// <summary>The client says how it authenticates before it does.</summary>
    AuthSelection = 1 << 0,

    /// <summary>By ticket.</summary>
    AuthSpice = 1 << 1,
    AuthSasl = 1 << 2,

    /// <summary>Messages have the short header where both sides say this.</summary>
    MiniHeader = 1 << 3,
}
