using Scanout.Codecs.Pixels;

namespace Scanout.Codecs.Tiles;

/// <summary>
/// What is done with two contiguous stretches of memory that hold the same pixels of a plane: a type argument of
/// <see cref="BandWalk"/>.
/// </summary>
interface ILineOperator
{
    /// <summary>Whether the first difference is all that is asked for.</summary>
    static abstract bool EndsAtFirstDifference { get; }

    /// <summary>Whether the two differ under the mask.</summary>
    /// <param name="device">Read once, in order, never written.</param>
    /// <param name="shadow">As long as the device's line.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="mask">The bits of each four bytes that count; the line begins with the mask's lowest byte.</param>
    /// <param name="marks">The mark of the row's first cell.</param>
    /// <param name="firstByte">Where in the row the line begins: its cell is that divided by <typeparamref name="TCell"/>'s bytes.</param>
    static abstract bool Line<TLanes, TCell>(
        ref byte device, ref byte shadow, nuint length, uint mask, ref byte marks, nuint firstByte)
        where TLanes : struct, ILanes<TLanes>
        where TCell : struct, ICellWidth;
}
