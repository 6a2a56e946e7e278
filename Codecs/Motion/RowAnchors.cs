using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Motion;

/// <summary>
/// Places in a row of a tile by which its content is known again, wherever it has moved to: they are chosen, and named, by the 32 pixels
/// from there on alone (and the few before). Flat areas and even hatchings have none.
/// </summary>
static class RowAnchors
{
    /// <summary>Pixels that an anchor's name is made of.</summary>
    public const int WidthPixels = 32;

    const uint Seen = 0x00FFFFFF;
    const ulong SeenPair = 0x00FFFFFF_00FFFFFF;

    /// <summary>Where four pixels lie before an anchor, and its own within the tile.</summary>
    const ulong Within = (1UL << (TileGeometry.TileSidePixels - WidthPixels + 1)) - (1UL << 4);

    /// <summary>In a row with fewer pixels that equal their left neighbour there are no edges to go by.</summary>
    const int FewRuns = 24;

    /// <summary>A bit for each pixel that is an anchor.</summary>
    /// <param name="row">256 bytes.</param>
    /// <param name="runs">A bit for each pixel that equals its left neighbour.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Find(ref byte row, out ulong runs)
    {
        runs = Equal(ref row, 1) | Equal(ref row, 9) | Equal(ref row, 17) | Equal(ref row, 25)
            | Equal(ref row, 33) | Equal(ref row, 41) | Equal(ref row, 49) | Equal(ref row, 56);
        // Where something begins after four pixels of one colour.
        var anchors = ~runs & runs << 1 & runs << 2 & runs << 3;
        // In photographs nothing is flat: one pixel in 64 has these lowest bits, and of a grey one one in four.
        if (BitOperations.PopCount(runs) < FewRuns)
            anchors |= ~runs & (LowBits(ref row, 0) | LowBits(ref row, 8) | LowBits(ref row, 16) | LowBits(ref row, 24)
                | LowBits(ref row, 32));
        return anchors & Within;
    }

    /// <summary>The anchor's name, never zero: pixels of it, and the pattern of its runs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Name(ref byte row, int x, ulong runs)
    {
        ref var pixel = ref Unsafe.Add(ref row, x * 4);
        var pattern = runs >> (x + 1) & ((1UL << (WidthPixels - 1)) - 1);
        var name = pattern * 0x9E37_79B9_7F4A_7C15
            ^ BitOperations.RotateLeft(Pair(ref pixel, 0) * 0xC2B2_AE3D_27D4_EB4F, 11)
            ^ BitOperations.RotateLeft(Pair(ref pixel, 3) * 0x9FB2_1C65_1E98_DF25, 23)
            ^ BitOperations.RotateLeft(Pair(ref pixel, 8) * 0xD6E8_FEB8_6659_FD93, 37)
            ^ BitOperations.RotateLeft(Pair(ref pixel, 17) * 0xFF51_AFD7_ED55_8CCD, 47)
            ^ BitOperations.RotateLeft(Pair(ref pixel, 29) * 0xA076_1D64_78BD_642F, 53);
        name ^= name >> 32;
        name *= 0xE703_7ED1_A0B4_28DB;
        return (name ^ name >> 29) | 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Pair(ref byte pixel, int at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref pixel, at * 4)) & SeenPair;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Equal(ref byte row, int x)
    {
        var difference = Vector256.LoadUnsafe(ref row, (nuint)(x * 4)) ^ Vector256.LoadUnsafe(ref row, (nuint)(x * 4 - 4));
        var equal = Vector256.Equals(difference.AsUInt32() & Vector256.Create(Seen), Vector256<uint>.Zero);
        return (ulong)equal.ExtractMostSignificantBits() << x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong LowBits(ref byte row, int x) =>
        (ulong)Vector256.Equals(
            Vector256.LoadUnsafe(ref row, (nuint)(x * 4)).AsUInt32() & Vector256.Create(0x030303u), Vector256.Create(0x010101u))
            .ExtractMostSignificantBits() << x;
}
