using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Recording;

/// <summary>
/// A tile's colours as differences: blue and red less green, then each less that of the pixel above. Of photographs and films that is smaller once it is packed;
/// of text it is not, as what scrolled is no longer found again (FORMAT.md, "Pack chunks").
/// </summary>
public static class TileDifferences
{
    /// <summary>Four pixels at a time; the last ones of the tile would be stored over its end.</summary>
    const int PixelsTogether = 4;

    /// <param name="bgrx"><see cref="TileGeometry.TileBytes"/>.</param>
    /// <param name="differences"><see cref="TileColours.Bytes"/>.</param>
    public static void Take(ReadOnlySpan<byte> bgrx, Span<byte> differences)
    {
        ref var from = ref MemoryMarshal.GetReference(bgrx[..TileGeometry.TileBytes]);
        ref var to = ref MemoryMarshal.GetReference(differences[..TileColours.Bytes]);
        Span<byte> last = stackalloc byte[Vector128<byte>.Count];
        for (var pixel = 0; pixel < TileGeometry.TileBytes / 4; pixel += PixelsTogether)
        {
            var at = (nuint)pixel * 4;
            var here = LessGreen(Vector128.LoadUnsafe(ref from, at));
            if (pixel >= TileGeometry.TileSidePixels)
                here -= LessGreen(Vector128.LoadUnsafe(ref from, at - TileGeometry.TileStrideBytes));
            var packed = Vector128.Shuffle(here, TileColours.Dropping);
            if (pixel < TileGeometry.TileBytes / 4 - PixelsTogether)
                packed.StoreUnsafe(ref to, (nuint)pixel * 3);
            else
            {
                packed.CopyTo(last);
                last[..(PixelsTogether * 3)].CopyTo(differences[(pixel * 3)..]);
            }
        }
    }

    /// <summary>The tile again; its fourth bytes are zero.</summary>
    /// <param name="differences"><see cref="TileColours.Bytes"/>.</param>
    /// <param name="bgrx"><see cref="TileGeometry.TileBytes"/>.</param>
    public static void Give(ReadOnlySpan<byte> differences, Span<byte> bgrx)
    {
        ref var to = ref MemoryMarshal.GetReference(bgrx[..TileGeometry.TileBytes]);
        TileColours.Give(differences, bgrx);
        for (var at = (nuint)TileGeometry.TileStrideBytes; at < TileGeometry.TileBytes; at += (nuint)Vector128<byte>.Count)
            (Vector128.LoadUnsafe(ref to, at) + Vector128.LoadUnsafe(ref to, at - TileGeometry.TileStrideBytes)).StoreUnsafe(ref to, at);
        for (nuint at = 0; at < TileGeometry.TileBytes; at += (nuint)Vector128<byte>.Count)
        {
            var here = Vector128.LoadUnsafe(ref to, at);
            (here + Green(here)).StoreUnsafe(ref to, at);
        }
    }

    static Vector128<byte> LessGreen(Vector128<byte> pixels) => pixels - Green(pixels);

    /// <summary>Each pixel's green in the places of its blue and red.</summary>
    static Vector128<byte> Green(Vector128<byte> pixels) =>
        Vector128.Shuffle(pixels, Vector128.Create((byte)1, 255, 1, 255, 5, 255, 5, 255, 9, 255, 9, 255, 13, 255, 13, 255));
}
