using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Recording;

/// <summary>A tile's colours: blue, green and red alone, as recordings are hashed and packed.</summary>
public static class TileColours
{
    /// <summary>Of a whole tile.</summary>
    public const int Bytes = TileGeometry.TileSidePixels * TileGeometry.TileSidePixels * 3;

    /// <summary>Blue, green, red of each of four pixels.</summary>
    internal static Vector128<byte> Dropping => Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);

    /// <summary>Drops each pixel's fourth byte.</summary>
    /// <param name="bgrx"><see cref="TileGeometry.TileBytes"/>.</param>
    /// <param name="colours"><see cref="Bytes"/>.</param>
    public static void Take(ReadOnlySpan<byte> bgrx, Span<byte> colours)
    {
        ref var from = ref MemoryMarshal.GetReference(bgrx[..TileGeometry.TileBytes]);
        ref var to = ref MemoryMarshal.GetReference(colours[..Bytes]);
        var pixel = 0;
        // Four pixels at a time; sixteen bytes are stored of which four are overwritten by the next, so the last are left to the loop below.
        for (; pixel < TileGeometry.TileBytes / 4 - 8; pixel += 4)
            Vector128.Shuffle(Vector128.LoadUnsafe(ref from, (nuint)pixel * 4), Dropping).StoreUnsafe(ref to, (nuint)pixel * 3);
        for (; pixel < TileGeometry.TileBytes / 4; pixel++)
            bgrx.Slice(pixel * 4, 3).CopyTo(colours[(pixel * 3)..]);
    }

    /// <summary>Puts a fourth byte, zero, behind each pixel's three.</summary>
    /// <param name="colours"><see cref="Bytes"/>.</param>
    /// <param name="bgrx"><see cref="TileGeometry.TileBytes"/>.</param>
    public static void Give(ReadOnlySpan<byte> colours, Span<byte> bgrx)
    {
        ref var from = ref MemoryMarshal.GetReference(colours[..Bytes]);
        ref var to = ref MemoryMarshal.GetReference(bgrx[..TileGeometry.TileBytes]);
        var spreading = Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255);
        var pixel = 0;
        for (; pixel < TileGeometry.TileBytes / 4 - 8; pixel += 4)
            Vector128.Shuffle(Vector128.LoadUnsafe(ref from, (nuint)pixel * 3), spreading).StoreUnsafe(ref to, (nuint)pixel * 4);
        for (; pixel < TileGeometry.TileBytes / 4; pixel++)
        {
            colours.Slice(pixel * 3, 3).CopyTo(bgrx[(pixel * 4)..]);
            bgrx[pixel * 4 + 3] = 0;
        }
    }

    /// <summary>The SHA-256 of a tile's colours.</summary>
    /// <param name="bgrx"><see cref="TileGeometry.TileBytes"/>.</param>
    [SkipLocalsInit]
    public static Digest DigestOf(ReadOnlySpan<byte> bgrx)
    {
        Span<byte> colours = stackalloc byte[Bytes];
        Take(bgrx, colours);
        return Digest.Of(colours);
    }
}
