using System.Numerics;
using System.Runtime.InteropServices;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Screens;

/// <summary>
/// What one picture looks like: black, a text console, or neither. Pure; a picture that is neither is known to be so after its first few tiles.
/// </summary>
/// <param name="HasSignal">Whether it is a display's picture and no notice.</param>
/// <param name="IsBlack">Whether (nearly) all of its pixels are dark.</param>
/// <param name="IsText">Whether it is a text console's.</param>
public readonly record struct ScreenSight(bool HasSignal, bool IsBlack, bool IsText)
{
    /// <summary>A byte of each pixel that is no channel.</summary>
    const uint Channels = 0x00FFFFFF;

    /// <summary>Sizes of VGA text modes: 25 rows of 8, 14 or 16 lines, 80 columns of 8 or 9 pixels. No graphics mode in use has them.</summary>
    static readonly (int, int)[] TextModes = [(720, 400), (640, 400), (720, 350), (640, 350), (720, 200), (640, 200)];

    /// <summary>The caller holds the frame.</summary>
    public static ScreenSight Of(Frame frame, ScreenSettings settings)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(settings);
        if (frame.Origin.IsNotice)
            return default;
        var isBlack = IsBlackPicture(frame, (byte)settings.BlackLevel, settings.BlackLit);
        return new ScreenSight(true, isBlack, !isBlack && IsTextPicture(frame, settings));
    }

    static bool IsBlackPicture(Frame frame, byte level, int litPerTenThousand)
    {
        var left = (long)frame.WidthPixels * frame.HeightPixels * litPerTenThousand / 10_000;
        foreach (var tile in frame.Tiles)
            if ((left -= CountLit(tile.Pixels, level)) < 0)
                return false;
        return true;
    }

    /// <summary>Pixels of which a channel is above the level. Those outside the picture are zero.</summary>
    internal static int CountLit(ReadOnlySpan<byte> bgrx, byte level)
    {
        var (levels, channels) = (new Vector<byte>(level), Vector.AsVectorByte(new Vector<uint>(Channels)));
        var lit = 0;
        for (; bgrx.Length >= Vector<byte>.Count; bgrx = bgrx[Vector<byte>.Count..])
        {
            var bright = Vector.AsVectorUInt32(Vector.GreaterThan(new Vector<byte>(bgrx) & channels, levels));
            if (bright != Vector<uint>.Zero)
                lit -= (int)Vector.Sum(Vector.AsVectorInt32(~Vector.Equals(bright, Vector<uint>.Zero)));
        }
        return lit;
    }

    /// <summary>
    /// Few colours in all, and either the size of a VGA text mode or, as consoles on a frame buffer have it, next to no cell of 8×16 pixels with
    /// more than two of them: a character's and its ground's.
    /// </summary>
    static bool IsTextPicture(Frame frame, ScreenSettings settings)
    {
        var known = new ScreenColours(settings.TextColours);
        var isTextMode = Array.IndexOf(TextModes, (frame.WidthPixels, frame.HeightPixels)) >= 0;
        var (cells, plain, characters) = (0, 0, 0);
        for (var index = 0; index < frame.Tiles.Length; index++)
        {
            var pixels = MemoryMarshal.Cast<byte, uint>(frame.Tiles[index].Pixels);
            var width = Math.Min(TileGeometry.TileSidePixels, frame.WidthPixels - index % frame.Columns * TileGeometry.TileSidePixels);
            var height = Math.Min(TileGeometry.TileSidePixels, frame.HeightPixels - index / frame.Columns * TileGeometry.TileSidePixels);
            for (var y = 0; y < height; y += ScreenColours.CellHeightPixels)
                for (var x = 0; x < width; x += ScreenColours.CellWidthPixels)
                {
                    var colours = known.CountIn(
                        pixels[(y * TileGeometry.TileSidePixels + x)..],
                        Math.Min(ScreenColours.CellWidthPixels, width - x), Math.Min(ScreenColours.CellHeightPixels, height - y));
                    if (known.AreTooMany)
                        return false;
                    cells++;
                    plain += colours <= 2 ? 1 : 0;
                    characters += colours == 2 ? 1 : 0;
                }
        }
        return characters > 0 && (isTextMode || plain * 100L >= (long)cells * settings.TextCells);
    }
}
