using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scanout.Codecs.Pixels;

/// <summary>Eight pixels in a register of 256 bits.</summary>
public readonly struct Lanes256(Vector256<uint> pixels) : ILanes<Lanes256>
{
    readonly Vector256<uint> pixels = pixels;

    public static int Bytes => 32;
    public static int TriplesReadBytes => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Repeat(uint value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(ref byte source, nuint offset) => new(Vector256.LoadUnsafe(ref source, offset).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LoadPairs(ref byte source, nuint offset) =>
        new(Vector256.WidenLower(Vector128.LoadUnsafe(ref source, offset).AsUInt16().ToVector256Unsafe()));

    /// <summary>Twelve bytes go to each 128-bit part first: byte shuffles are cheap only within such a part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LoadTriples(ref byte source, nuint offset)
    {
        var parts = Vector256.Shuffle(
            Vector256.LoadUnsafe(ref source, offset).AsUInt32(),
            Vector256.Create(0, 1, 2, 0, 3, 4, 5, 3u));
        return new(Vector256.Shuffle(parts.AsByte(), Vector256.Create(
            (byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255,
            16, 17, 18, 255, 19, 20, 21, 255, 22, 23, 24, 255, 25, 26, 27, 255)).AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref byte destination, nuint offset) => pixels.AsByte().StoreUnsafe(ref destination, offset);

    public bool IsZero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => pixels == Vector256<uint>.Zero;
    }

    public ulong NonzeroBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ~(ulong)Vector256.Equals(pixels.AsByte(), Vector256<byte>.Zero).ExtractMostSignificantBits() & uint.MaxValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator &(Lanes256 left, Lanes256 right) => new(left.pixels & right.pixels);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator |(Lanes256 left, Lanes256 right) => new(left.pixels | right.pixels);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator ^(Lanes256 left, Lanes256 right) => new(left.pixels ^ right.pixels);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator <<(Lanes256 lanes, int bits) => new(lanes.pixels << bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator >>>(Lanes256 lanes, int bits) => new(lanes.pixels >>> bits);
}
