using System.Runtime.CompilerServices;

namespace Scanout.Codecs.Pixels;

/// <summary>A single pixel: the end of a row, and everything on a machine without vectors.</summary>
public readonly struct Lanes32(uint pixel) : ILanes<Lanes32>
{
    readonly uint pixel = pixel;

    public static int Bytes => 4;
    public static int TriplesReadBytes => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 Repeat(uint value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 Load(ref byte source, nuint offset) => new(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 LoadPairs(ref byte source, nuint offset) => new(Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref source, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 LoadTriples(ref byte source, nuint offset)
    {
        ref var first = ref Unsafe.Add(ref source, offset);
        return new(Unsafe.ReadUnaligned<ushort>(ref first) | (uint)Unsafe.Add(ref first, 2) << 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref byte destination, nuint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, offset), pixel);

    public bool IsZero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => pixel == 0;
    }

    public ulong NonzeroBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // A byte's low seven bits carry into its top bit unless they are all zero; the top bit itself is added by the OR.
            var nonzero = ((pixel & 0x7F7F7F7F) + 0x7F7F7F7F | pixel) & 0x80808080;
            return (nonzero >> 7) * 0x10204080u >> 28;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 operator &(Lanes32 left, Lanes32 right) => new(left.pixel & right.pixel);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 operator |(Lanes32 left, Lanes32 right) => new(left.pixel | right.pixel);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 operator ^(Lanes32 left, Lanes32 right) => new(left.pixel ^ right.pixel);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 operator <<(Lanes32 lanes, int bits) => new(lanes.pixel << bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes32 operator >>>(Lanes32 lanes, int bits) => new(lanes.pixel >>> bits);
}
