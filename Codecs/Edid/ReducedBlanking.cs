namespace Scanout.Codecs.Edid;

/// <summary>
/// The timing of any size at 60 Hz with reduced blanking, version 1 (VESA CVT 1.2). CVT rounds the active width to cells of 8
/// pixels and the clock to 0.25 MHz; here the width is exactly the wished one and the clock as fine as a descriptor has it, which also
/// keeps small sizes close to 60 Hz. The smallest are given more blank lines, for who reads an EDID takes a clock of less than 10 MHz for
/// garbage. Version 2 is not used: the front porch of a tall picture does not fit into a descriptor.
/// </summary>
public static class ReducedBlanking
{
    const int RefreshHertz = 60;
    const int BlankPixels = 160;
    const int FrontPixels = 48;
    const int SyncPixels = 32;
    const int FrontLines = 3;
    const int LeastBackLines = 7;

    /// <summary>The shortest vertical blank.</summary>
    const long BlankMicroseconds = 460;

    const int CellPixels = 8;
    const int ClockStepKilohertz = 10;
    const int LeastClockHertz = 10_000_000;

    public static DetailedTiming Of(int widthPixels, int heightPixels)
    {
        var syncLines = SyncLines(widthPixels, heightPixels);
        // A line lasts (1000000 / 60 - 460) / height microseconds.
        var blankLines = BlankMicroseconds * RefreshHertz * heightPixels / (1_000_000 - BlankMicroseconds * RefreshHertz) + 1;
        blankLines = Math.Max(blankLines, FrontLines + syncLines + LeastBackLines);
        var leastLines = LeastClockHertz / (RefreshHertz * (widthPixels + BlankPixels)) + 1;
        blankLines = Math.Max(blankLines, leastLines - heightPixels);
        var hertz = (widthPixels + BlankPixels) * (heightPixels + blankLines) * RefreshHertz;
        var kilohertz = (int)(hertz / 1000 / ClockStepKilohertz * ClockStepKilohertz);
        return new(
            kilohertz, widthPixels, BlankPixels, FrontPixels, SyncPixels, heightPixels, (int)blankLines, FrontLines, syncLines);
    }

    /// <summary>The sync pulse's lines tell the aspect ratio; 10 is any other.</summary>
    static int SyncLines(int widthPixels, int heightPixels)
    {
        foreach (var (wide, high, lines) in (ReadOnlySpan<(int, int, int)>)[(4, 3, 4), (16, 9, 5), (16, 10, 6), (5, 4, 7), (15, 9, 7)])
            if (heightPixels * wide / high / CellPixels * CellPixels == widthPixels)
                return lines;
        return 10;
    }
}
