using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scanout.Codecs.Pixels;

/// <summary>Four pixels in a register of 128 bits.</summary>
public readonly struct Lanes128(Vector128<uint> pixels) : ILanes<Lanes128>
{
    readonly Vector128<uint> pixels = pixels;

    public static int Bytes => 16;
    public static int TriplesReadBytes => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Repeat(uint value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ref byte source, nuint offset) => new(Vector128.LoadUnsafe(ref source, offset).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LoadPairs(ref byte source, nuint offset)
    {
        var pairs = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset));
        return new(Vector128.WidenLower(Vector128.CreateScalar(pairs).AsUInt16()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LoadTriples(ref byte source, nuint offset) =>
        new(Vector128.Shuffle(Vector128.LoadUnsafe(ref source, offset), Vector128.Create(
            (byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255)).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref byte destination, nuint offset) => pixels.AsByte().StoreUnsafe(ref destination, offset);

    public bool IsZero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => pixels == Vector128<uint>.Zero;
    }

    public ulong NonzeroBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ~Vector128.Equals(pixels.AsByte(), Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator &(Lanes128 left, Lanes128 right) => new(left.pixels & right.pixels);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator |(Lanes128 left, Lanes128 right) => new(left.pixels | right.pixels);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator ^(Lanes128 left, Lanes128 right) => new(left.pixels ^ right.pixels);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator <<(Lanes128 lanes, int bits) => new(lanes.pixels << bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator >>>(Lanes128 lanes, int bits) => new(lanes.pixels >>> bits);
}
