namespace Scanout.Codecs.Spice;

/// <summary>What a client would have its images compressed with (SPICE protocol, SPICE_IMAGE_COMPRESSION_*).</summary>
public enum SpiceCompression : byte
{
    Off = 1,
    AutoGlz,
    AutoLz,
    Quic,
    Glz,
    Lz,
    Lz4,
}
