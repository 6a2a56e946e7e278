namespace Scanout.Codecs.Spice;

/// <summary>The forms of images that we send (SPICE protocol, SPICE_IMAGE_TYPE_*).</summary>
public enum SpiceImageType : byte
{
    /// <summary>Pixels as they are; every client has it.</summary>
    Bitmap = 0,

    /// <summary>For clients without LZ4.</summary>
    LzRgb = 101,
    Lz4 = 109,
}
