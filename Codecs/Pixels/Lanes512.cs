using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scanout.Codecs.Pixels;

/// <summary>Sixteen pixels in a register of 512 bits.</summary>
public readonly struct Lanes512(Vector512<uint> pixels) : ILanes<Lanes512>
{
    readonly Vector512<uint> pixels = pixels;

    public static int Bytes => 64;
    public static int TriplesReadBytes => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Repeat(uint value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(ref byte source, nuint offset) => new(Vector512.LoadUnsafe(ref source, offset).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LoadPairs(ref byte source, nuint offset) =>
        new(Vector512.WidenLower(Vector256.LoadUnsafe(ref source, offset).AsUInt16().ToVector512Unsafe()));

    /// <summary>Twelve bytes go to each 128-bit part first: byte shuffles are cheap only within such a part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LoadTriples(ref byte source, nuint offset)
    {
        var parts = Vector512.Shuffle(
            Vector512.LoadUnsafe(ref source, offset).AsUInt32(),
            Vector512.Create(0, 1, 2, 0, 3, 4, 5, 3, 6, 7, 8, 6, 9, 10, 11, 9u));
        return new(Vector512.Shuffle(parts.AsByte(), Vector512.Create(
            (byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255,
            16, 17, 18, 255, 19, 20, 21, 255, 22, 23, 24, 255, 25, 26, 27, 255,
            32, 33, 34, 255, 35, 36, 37, 255, 38, 39, 40, 255, 41, 42, 43, 255,
            48, 49, 50, 255, 51, 52, 53, 255, 54, 55, 56, 255, 57, 58, 59, 255)).AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref byte destination, nuint offset) => pixels.AsByte().StoreUnsafe(ref destination, offset);

    public bool IsZero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => pixels == Vector512<uint>.Zero;
    }

    public ulong NonzeroBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ~Vector512.Equals(pixels.AsByte(), Vector512<byte>.Zero).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator &(Lanes512 left, Lanes512 right) => new(left.pixels & right.pixels);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator |(Lanes512 left, Lanes512 right) => new(left.pixels | right.pixels);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator ^(Lanes512 left, Lanes512 right) => new(left.pixels ^ right.pixels);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator <<(Lanes512 lanes, int bits) => new(lanes.pixels << bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator >>>(Lanes512 lanes, int bits) => new(lanes.pixels >>> bits);
}
