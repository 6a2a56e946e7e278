namespace Scanout.Codecs.Spice;

/// <summary>What either side knows on a display channel (SPICE protocol, SPICE_DISPLAY_CAP_*).</summary>
[Flags]
public enum SpiceDisplayCapabilities : uint
{
    None = 0,
    SizedStream = 1 << 0,
    MonitorsConfig = 1 << 1,
    Composite = 1 << 2,
    A8Surface = 1 << 3,
    StreamReport = 1 << 4,
    Lz4 = 1 << 5,
    PreferredCompression = 1 << 6,
    GlScanout = 1 << 7,
    MultiCodec = 1 << 8,
    Mjpeg = 1 << 9,
    Vp8 = 1 << 10,
    H264 = 1 << 11,
    PreferredVideoCodec = 1 << 12,
    Vp9 = 1 << 13,
    H265 = 1 << 14,
}
