namespace Scanout.Codecs.Spice;

/// <summary>
/// What stands before every message (SPICE protocol): type and size where both sides have <see cref="SpiceCapabilities.MiniHeader"/>
/// (SpiceMiniDataHeader), else a serial number before and a list of sub-messages after them (SpiceDataHeader).
/// </summary>
static class SpiceHeader
{
    public const int MiniBytes = 6;
    public const int FullBytes = 18;

    /// <summary>Where the type stands in a full header, after the serial number.</summary>
    public const int FullTypeAt = 8;
}
