namespace Scanout.Codecs.Pixels;

/// <summary>
/// A format that a plane's pixels may have: where its channels lie in a little-endian pixel, as <c>drm_fourcc.h</c> draws them.
/// The formats are known by their fourcc; there are no others.
/// </summary>
public sealed class PixelFormat
{
    public static readonly PixelFormat Xr24 = new("XR24", 4, 8, redShift: 16, greenShift: 8, blueShift: 0);
    public static readonly PixelFormat Ar24 = new("AR24", 4, 8, redShift: 16, greenShift: 8, blueShift: 0, hasAlpha: true);
    public static readonly PixelFormat Xb24 = new("XB24", 4, 8, redShift: 0, greenShift: 8, blueShift: 16);
    public static readonly PixelFormat Ab24 = new("AB24", 4, 8, redShift: 0, greenShift: 8, blueShift: 16, hasAlpha: true);
    public static readonly PixelFormat Rx24 = new("RX24", 4, 8, redShift: 24, greenShift: 16, blueShift: 8);
    public static readonly PixelFormat Bx24 = new("BX24", 4, 8, redShift: 8, greenShift: 16, blueShift: 24);
    public static readonly PixelFormat Rg16 = new("RG16", 2, 5, redShift: 11, greenShift: 5, blueShift: 0, greenBits: 6);
    public static readonly PixelFormat Bg16 = new("BG16", 2, 5, redShift: 0, greenShift: 5, blueShift: 11, greenBits: 6);
    public static readonly PixelFormat Xr15 = new("XR15", 2, 5, redShift: 10, greenShift: 5, blueShift: 0);
    public static readonly PixelFormat Rg24 = new("RG24", 3, 8, redShift: 16, greenShift: 8, blueShift: 0);
    public static readonly PixelFormat Bg24 = new("BG24", 3, 8, redShift: 0, greenShift: 8, blueShift: 16);
    public static readonly PixelFormat Xr30 = new("XR30", 4, 10, redShift: 20, greenShift: 10, blueShift: 0);
    public static readonly PixelFormat Xb30 = new("XB30", 4, 10, redShift: 0, greenShift: 10, blueShift: 20);

    static readonly PixelFormat[] Known = [Xr24, Ar24, Xb24, Ab24, Rx24, Bx24, Rg16, Bg16, Xr15, Rg24, Bg24, Xr30, Xb30];

    /// <summary>Every format that Scanout reads.</summary>
    public static IReadOnlyList<PixelFormat> All => Known;

    PixelFormat(
        string fourcc, int bytesPerPixel, int channelBits, int redShift, int greenShift, int blueShift,
        int? greenBits = null, bool hasAlpha = false)
    {
        Fourcc = Fourcc.Of(fourcc);
        BytesPerPixel = bytesPerPixel;
        RedBits = BlueBits = channelBits;
        GreenBits = greenBits ?? channelBits;
        (RedShift, GreenShift, BlueShift) = (redShift, greenShift, blueShift);
        HasAlpha = hasAlpha;
        CompareMask = Channel(RedBits, RedShift) | Channel(GreenBits, GreenShift) | Channel(BlueBits, BlueShift);
    }

    public Fourcc Fourcc { get; }

    /// <summary>Bytes of one pixel: 2, 3 or 4.</summary>
    public int BytesPerPixel { get; }

    public int RedBits { get; }
    public int GreenBits { get; }
    public int BlueBits { get; }

    /// <summary>Bits from the pixel's lowest bit to the channel's.</summary>
    public int RedShift { get; }
    public int GreenShift { get; }
    public int BlueShift { get; }

    /// <summary>Whether the fourth byte is an alpha channel: of a cursor it counts, of a primary plane it is unused.</summary>
    public bool HasAlpha { get; }

    /// <summary>The bits of one pixel that are seen: two primary planes that differ outside these show the same picture.</summary>
    public uint CompareMask { get; }

    /// <summary>The format of that fourcc, or null where Scanout does not read it.</summary>
    public static PixelFormat? Find(Fourcc fourcc)
    {
        foreach (var format in Known)
            if (format.Fourcc == fourcc)
                return format;
        return null;
    }

    public override string ToString() => Fourcc.ToString();

    static uint Channel(int bits, int shift) => ((1u << bits) - 1) << shift;
}
