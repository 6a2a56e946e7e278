using Scanout.Codecs.Jpeg;

namespace Scanout.Codecs.Rfb;

/// <summary>
/// What a client's quality level means for JPEG (rfbproto, «JPEG Quality Level Pseudo-encoding»): levels are as evenly apart to the eye
/// as TurboVNC's and TigerVNC's, with which clients' sliders are made. Compared by value.
/// </summary>
/// <param name="Quality">1 to 100, as libjpeg counts.</param>
/// <param name="Subsampling">How many pixels share their colour.</param>
public sealed record TightQuality(int Quality, JpegSubsampling Subsampling)
{
    /// <summary>The best level.</summary>
    public const int MaxLevel = 9;

    /// <summary>The pseudo-encoding of level 0; the others follow.</summary>
    const int FirstEncoding = RfbEncoding.JpegQuality0;

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

    /// <summary>
    /// What a client's list of encodings asks for: a level, or TurboVNC's finer one, and its subsampling. Null where it says nothing of JPEG, which
    /// means that it wants none.
    /// </summary>
    public static TightQuality? Wanted(ReadOnlySpan<int> encodings)
    {
        TightQuality? wanted = null;
        int? subsampling = null;
        var isFine = false;
        foreach (var encoding in encodings)
            if (encoding is >= RfbEncoding.FineQuality0 and <= RfbEncoding.FineQuality100 && !isFine)
            {
                wanted = new TightQuality(Math.Max(1, encoding - RfbEncoding.FineQuality0), wanted?.Subsampling ?? JpegSubsampling.None);
                isFine = true;
            }
            else if (encoding is >= RfbEncoding.Subsampling0 and <= RfbEncoding.Subsampling5)
                subsampling ??= encoding - RfbEncoding.Subsampling0;
            else if (LevelOf(encoding) is { } level)
                wanted = isFine ? wanted : wanted ?? Of(level);
        return subsampling is { } coarser && wanted is not null ? wanted with { Subsampling = SubsamplingOf(coarser) } : wanted;
    }

    /// <summary>
    /// What is good enough while the picture moves: what rests is sent again without loss, and in motion nobody sees that two by two pixels share their
    /// colour. The best level is left as it is.
    /// </summary>
    public TightQuality InMotion => Quality == Levels[MaxLevel].Quality ? this : this with { Subsampling = JpegSubsampling.Both };

    /// <summary>TurboVNC's 0 is none, 1 four pixels, 2 two; the coarser ones are four pixels here.</summary>
    static JpegSubsampling SubsamplingOf(int level) => level switch
    {
        0 => JpegSubsampling.None,
        2 => JpegSubsampling.Horizontal,
        _ => JpegSubsampling.Both,
    };
}
