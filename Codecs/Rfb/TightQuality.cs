using Scanout.Codecs.Jpeg;

namespace Scanout.Codecs.Rfb;

/// <summary>
/// What a client's quality level means for JPEG (rfbproto, «JPEG Quality Level Pseudo-encoding»): levels are as evenly apart to the eye
/// as TurboVNC's and TigerVNC's, with which clients' sliders are made.
/// </summary>
public readonly record struct TightQuality(int Quality, JpegSubsampling Subsampling)
{
    /// <summary>The best level.</summary>
    public const int MaxLevel = 9;

    /// <summary>The pseudo-encoding of level 0; the others follow.</summary>
    const int FirstEncoding = -32;

    static readonly TightQuality[] Levels =
    [
        new(15, JpegSubsampling.Both), new(29, JpegSubsampling.Both), new(41, JpegSubsampling.Both),
        new(42, JpegSubsampling.Horizontal), new(62, JpegSubsampling.Horizontal), new(77, JpegSubsampling.Horizontal),
        new(79, JpegSubsampling.None), new(86, JpegSubsampling.None), new(92, JpegSubsampling.None), new(100, JpegSubsampling.None),
    ];

    /// <summary>What a level means; what is beyond the levels is the nearest.</summary>
    public static TightQuality Of(int level) => Levels[Math.Clamp(level, 0, MaxLevel)];

    /// <summary>The level that a client asks for with this pseudo-encoding; null where it is another.</summary>
    public static int? LevelOf(int encoding) =>
        encoding is >= FirstEncoding and <= FirstEncoding + MaxLevel ? encoding - FirstEncoding : null;
}
