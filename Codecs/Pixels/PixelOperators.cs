using System.Runtime.CompilerServices;

namespace Scanout.Codecs.Pixels;

/// <summary>
/// One conversion, of pixels that lie in the low bytes of their lanes, to blue, green, red and a fourth byte, from the lowest byte up.
/// Stateless: it is a type argument of <see cref="PixelConversion"/>'s traversal.
/// </summary>
interface IPixelOperator
{
    /// <summary>2, 3 or 4.</summary>
    static abstract int SourceBytes { get; }

    static abstract TLanes Convert<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes>;
}

/// <summary>The fourth byte is 0xFF.</summary>
static class Opaque
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> => pixels | TLanes.Repeat(0xFF000000);
}

/// <summary>Narrow channels stand at the tops of their bytes, zeros below: their high bits are copied down into those.</summary>
static class Widened
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of565<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> =>
        Opaque.Of(pixels | pixels >>> 5 & TLanes.Repeat(0x00070007) | pixels >>> 6 & TLanes.Repeat(0x00000300));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of555<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> =>
        Opaque.Of(pixels | pixels >>> 5 & TLanes.Repeat(0x00070707));
}

readonly struct FromXr24 : IPixelOperator
{
    public static int SourceBytes => 4;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> => Opaque.Of(pixels);
}

readonly struct FromAr24KeepingAlpha : IPixelOperator
{
    public static int SourceBytes => 4;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> => pixels;
}

readonly struct FromXb24 : IPixelOperator
{
    public static int SourceBytes => 4;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> =>
        Opaque.Of(FromAb24KeepingAlpha.Convert(pixels));
}

readonly struct FromAb24KeepingAlpha : IPixelOperator
{
    public static int SourceBytes => 4;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> =>
        pixels & TLanes.Repeat(0xFF00FF00)
        | pixels >>> 16 & TLanes.Repeat(0x000000FF)
        | pixels << 16 & TLanes.Repeat(0x00FF0000);
}

readonly struct FromRx24 : IPixelOperator
{
    public static int SourceBytes => 4;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> => Opaque.Of(pixels >>> 8);
}

readonly struct FromBx24 : IPixelOperator
{
    public static int SourceBytes => 4;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> =>
        Opaque.Of(pixels >>> 24
            | pixels >>> 8 & TLanes.Repeat(0x0000FF00)
            | pixels << 8 & TLanes.Repeat(0x00FF0000));
}

readonly struct FromRg16 : IPixelOperator
{
    public static int SourceBytes => 2;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> =>
        Widened.Of565(pixels << 3 & TLanes.Repeat(0x000000F8)
            | pixels << 5 & TLanes.Repeat(0x0000FC00)
            | pixels << 8 & TLanes.Repeat(0x00F80000));
}

readonly struct FromBg16 : IPixelOperator
{
    public static int SourceBytes => 2;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> =>
        Widened.Of565(pixels >>> 8 & TLanes.Repeat(0x000000F8)
            | pixels << 5 & TLanes.Repeat(0x0000FC00)
            | pixels << 19 & TLanes.Repeat(0x00F80000));
}

readonly struct FromXr15 : IPixelOperator
{
    public static int SourceBytes => 2;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> =>
        Widened.Of555(pixels << 3 & TLanes.Repeat(0x000000F8)
            | pixels << 6 & TLanes.Repeat(0x0000F800)
            | pixels << 9 & TLanes.Repeat(0x00F80000));
}

readonly struct FromRg24 : IPixelOperator
{
    public static int SourceBytes => 3;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> => FromXr24.Convert(pixels);
}

readonly struct FromBg24 : IPixelOperator
{
    public static int SourceBytes => 3;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> => FromXb24.Convert(pixels);
}

readonly struct FromXr30 : IPixelOperator
{
    public static int SourceBytes => 4;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> =>
        Opaque.Of(pixels >>> 2 & TLanes.Repeat(0x000000FF)
            | pixels >>> 4 & TLanes.Repeat(0x0000FF00)
            | pixels >>> 6 & TLanes.Repeat(0x00FF0000));
}

readonly struct FromXb30 : IPixelOperator
{
    public static int SourceBytes => 4;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes pixels) where TLanes : struct, ILanes<TLanes> =>
        Opaque.Of(pixels >>> 22 & TLanes.Repeat(0x000000FF)
            | pixels >>> 4 & TLanes.Repeat(0x0000FF00)
            | pixels << 14 & TLanes.Repeat(0x00FF0000));
}
