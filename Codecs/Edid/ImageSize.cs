namespace Scanout.Codecs.Edid;

/// <summary>
/// How large a picture is said to be: as many millimetres as make 96 pixels an inch, so that no guest scales its desktop. 0 × 0, which
/// means unknown, where a side is more than the base block's 255 centimetres (VESA E-EDID A.2, section 3.6.2).
/// </summary>
readonly record struct ImageSize(int WidthMillimetres, int HeightMillimetres)
{
    const int MaxMillimetres = 2550;

    public byte WidthCentimetres => (byte)((WidthMillimetres + 5) / 10);
    public byte HeightCentimetres => (byte)((HeightMillimetres + 5) / 10);

    public static ImageSize Of(int widthPixels, int heightPixels)
    {
        var (width, height) = (Millimetres(widthPixels), Millimetres(heightPixels));
        return width > MaxMillimetres || height > MaxMillimetres ? default : new(width, height);
    }

    static int Millimetres(int pixels) => (pixels * 254 + 480) / 960;
}
