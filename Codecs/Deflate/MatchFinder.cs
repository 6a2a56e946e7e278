using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scanout.Codecs.Deflate;

/// <summary>Finds in a piece what stood before in the same piece. One compressor owns it.</summary>
abstract unsafe class MatchFinder
{
    /// <summary>
    /// Places are counted on from piece to piece, so that what tables still hold of an earlier piece is too far away to be a match.
    /// </summary>
    int nextOrigin = DeflateSymbols.MaxDistance + 1;

    /// <summary>The place of the piece's first byte.</summary>
    protected int Origin { get; private set; }

    /// <summary>Begins with a piece of so many bytes.</summary>
    public void Begin(int length)
    {
        if (nextOrigin > int.MaxValue / 2 - length)
        {
            Forget();
            nextOrigin = DeflateSymbols.MaxDistance + 1;
        }
        Origin = nextOrigin;
        nextOrigin += length + DeflateSymbols.MaxDistance;
    }

    /// <summary>
    /// Goes from one place of the piece to another, and says how many sequences there are; no more than a third of the bytes. To be
    /// called for one part after the other.
    /// </summary>
    /// <param name="piece">The piece's first byte.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="to">Where to end; no match goes further.</param>
    /// <param name="sequences">Where they go.</param>
    public abstract int Find(byte* piece, int from, int to, Span<DeflateSequence> sequences);

    /// <summary>Empties the tables.</summary>
    protected abstract void Forget();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static uint Word(byte* at) => Unsafe.ReadUnaligned<uint>(at);

    /// <summary>How many bytes are the same at both places; at most so many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static int SameBytes(byte* one, byte* other, int limit)
    {
        var same = 0;
        if (limit >= sizeof(ulong))
        {
            var difference = Unsafe.ReadUnaligned<ulong>(one) ^ Unsafe.ReadUnaligned<ulong>(other);
            if (difference != 0)
                return BitOperations.TrailingZeroCount(difference) >> 3;
            same = sizeof(ulong);
        }
        return SameFurther(one, other, same, limit);
    }

    static int SameFurther(byte* one, byte* other, int same, int limit)
    {
        for (; same + Vector256<byte>.Count <= limit; same += Vector256<byte>.Count)
        {
            var equal = Vector256.Equals(Vector256.Load(one + same), Vector256.Load(other + same)).ExtractMostSignificantBits();
            if (equal != uint.MaxValue)
                return same + BitOperations.TrailingZeroCount(~equal);
        }
        for (; same + sizeof(ulong) <= limit; same += sizeof(ulong))
        {
            var difference = Unsafe.ReadUnaligned<ulong>(one + same) ^ Unsafe.ReadUnaligned<ulong>(other + same);
            if (difference != 0)
                return same + (BitOperations.TrailingZeroCount(difference) >> 3);
        }
        while (same < limit && one[same] == other[same])
            same++;
        return same;
    }
}
