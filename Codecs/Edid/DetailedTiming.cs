namespace Scanout.Codecs.Edid;

/// <summary>A progressive video timing, as a detailed timing descriptor and a DisplayID type I timing have it.</summary>
/// <param name="PixelClockKilohertz">A multiple of 10: what both have as their unit.</param>
/// <param name="WidthPixels">Active pixels of a line.</param>
/// <param name="HorizontalBlankPixels">From the end of one line's active pixels to the next line's.</param>
/// <param name="HorizontalFrontPixels">Of the blank ones, those before the sync pulse.</param>
/// <param name="HorizontalSyncPixels">The sync pulse.</param>
/// <param name="HeightPixels">Active lines.</param>
/// <param name="VerticalBlankLines">From one picture's last line to the next one's first.</param>
/// <param name="VerticalFrontLines">Of the blank ones, those before the sync pulse.</param>
/// <param name="VerticalSyncLines">The sync pulse.</param>
public readonly record struct DetailedTiming(
    int PixelClockKilohertz,
    int WidthPixels, int HorizontalBlankPixels, int HorizontalFrontPixels, int HorizontalSyncPixels,
    int HeightPixels, int VerticalBlankLines, int VerticalFrontLines, int VerticalSyncLines)
{
    public double LineKilohertz => (double)PixelClockKilohertz / (WidthPixels + HorizontalBlankPixels);

    public double RefreshHertz => LineKilohertz * 1000 / (HeightPixels + VerticalBlankLines);
}
