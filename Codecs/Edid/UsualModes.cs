namespace Scanout.Codecs.Edid;

/// <summary>
/// The sizes at 60 Hz that a guest is offered beside the preferred one: established timings I and II, and at most eight standard timings
/// (VESA E-EDID A.2, sections 3.8 and 3.9). All are DMT modes.
/// </summary>
static class UsualModes
{
    public const int EstablishedOffset = 35;
    public const int StandardOffset = 38;
    public const int StandardCount = 8;

    /// <summary>What all of them need: 640 × 480 has lines of 31.5 kHz, 1280 × 1024 of 64, 1920 × 1200 of 74.6 at 193.25 MHz.</summary>
    public const int LeastLineKilohertz = 31;
    public const int MostLineKilohertz = 75;
    public const int MostClockKilohertz = 200_000;

    static readonly (int Width, int Height, int Offset, byte Bit)[] Established =
        [(640, 480, EstablishedOffset, 0x20), (800, 600, EstablishedOffset, 0x01), (1024, 768, EstablishedOffset + 1, 0x08)];

    static readonly (int Width, int Height, Aspect Aspect)[] Standard =
    [
        (1920, 1200, Aspect.Is16To10), (1920, 1080, Aspect.Is16To9), (1680, 1050, Aspect.Is16To10), (1600, 900, Aspect.Is16To9),
        (1440, 900, Aspect.Is16To10), (1280, 1024, Aspect.Is5To4), (1280, 800, Aspect.Is16To10), (1280, 720, Aspect.Is16To9),
    ];

    enum Aspect : byte
    {
        Is16To10 = 0x00,
        Is5To4 = 0x80,
        Is16To9 = 0xC0,
    }

    /// <summary>Puts those that fit into the base block.</summary>
    public static void Write(int widthPixels, int heightPixels, Span<byte> block)
    {
        foreach (var (width, height, offset, bit) in Established)
            if (width <= widthPixels && height <= heightPixels)
                block[offset] |= bit;

        var slots = block.Slice(StandardOffset, 2 * StandardCount);
        slots.Fill(0x01);
        foreach (var (width, height, aspect) in Standard)
        {
            if (width > widthPixels || height > heightPixels)
                continue;
            (slots[0], slots[1]) = ((byte)(width / 8 - 31), (byte)aspect);
            slots = slots[2..];
        }
    }
}
