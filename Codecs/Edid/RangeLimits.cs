namespace Scanout.Codecs.Edid;

/// <summary>The display range limits descriptor (VESA E-EDID A.2, section 3.10.3.3): nothing but the bounds.</summary>
static class RangeLimits
{
    public const byte Tag = 0xFD;

    const int LeastRefreshHertz = 50;
    const int MostRefreshHertz = 75;

    /// <summary>A byte, and 255 more where the flag says so.</summary>
    const int MaxLineKilohertz = 510;

    const int MaxClockKilohertz = 2_550_000;
    const byte MostLinesBeyond255 = 0x08;
    const byte BoundsOnly = 0x01;

    /// <summary>Whether a descriptor can have the bounds that the timing needs.</summary>
    public static bool Hold(in DetailedTiming timing) =>
        timing.LineKilohertz <= MaxLineKilohertz && timing.PixelClockKilohertz <= MaxClockKilohertz;

    /// <param name="timing">A timing that it can hold; the usual modes are within as well.</param>
    /// <param name="halved">The base block's own timing, which is no faster.</param>
    /// <param name="to">18 bytes.</param>
    public static void Write(in DetailedTiming timing, in DetailedTiming halved, Span<byte> to)
    {
        var least = Math.Min(UsualModes.LeastLineKilohertz, (int)Math.Min(timing.LineKilohertz, halved.LineKilohertz));
        var most = Math.Max(UsualModes.MostLineKilohertz, (int)Math.Ceiling(timing.LineKilohertz));
        var clock = Math.Max(UsualModes.MostClockKilohertz, timing.PixelClockKilohertz);
        to.Clear();
        to[3] = Tag;
        to[4] = most > 255 ? MostLinesBeyond255 : (byte)0;
        (to[5], to[6]) = (LeastRefreshHertz, MostRefreshHertz);
        (to[7], to[8]) = ((byte)least, (byte)(most > 255 ? most - 255 : most));
        to[9] = (byte)((clock + 9_999) / 10_000);
        to[10] = BoundsOnly;
        to[11] = (byte)'\n';
        to[12..].Fill((byte)' ');
    }
}
