using System.Numerics;

namespace Scanout.Codecs.Deflate;

/// <summary>
/// The lengths of words without sorting and without a tree: each the logarithm of what its symbol's share would want, rounded up, after
/// the scale at which the words just fit. In a hundredth part as small as Huffman's, in a fraction of the time. One code owns it.
/// </summary>
sealed class RoundedLengths(int symbols, int maxBits)
{
    const int MantissaBits = 23;
    const int Bias = 127;
    /// <summary>How often the interval of scales is halved.</summary>
    const int Halvings = 5;

    readonly float[] rarities = new float[symbols + Vector<float>.Count];
    readonly int[] shorter = new int[symbols + Vector<float>.Count];

    /// <summary>Makes lengths from so many counts, none of them zero, at least two. Up to a vector's border zeros follow.</summary>
    public void Make(int[] counts, int[] lengths, int used)
    {
        var total = Vector<int>.Zero;
        for (var i = 0; i < used; i += Vector<int>.Count)
        {
            var count = new Vector<int>(counts, i);
            total += count;
            // Infinite past the last: there the length is zero.
            (Vector<float>.One / Vector.ConvertToSingle(count)).CopyTo(rarities, i);
        }
        // At half the total words take up to twice the room there is, at twice the total half of it and a little for those held at the
        // limit.
        float least = Vector.Sum(total) * 0.5f, most = least * 4;
        var (share, middle) = (0f, least * 2);
        for (var step = 0; step < Halvings && share != 1; step++, middle = (least + most) * 0.5f)
        {
            share = Share(middle, used);
            if (share <= 1)
                most = middle;
            else
                least = middle;
        }
        Fill(most, lengths, used);
        if (share == 1)
            return;
        Fill(least, shorter, used);
        SpendRest(lengths.AsSpan(0, used), shorter);
    }

    /// <summary>Which part of all words the lengths at this scale take: a sum of powers of two, which a float holds exactly.</summary>
    float Share(float scale, int used)
    {
        var sum = Vector<float>.Zero;
        for (var i = 0; i < used; i += Vector<float>.Count)
        {
            var lengths = At(scale, i);
            var share = new Vector<int>(Bias) - lengths << MantissaBits;
            sum += Vector.AsVectorSingle(share & Vector.GreaterThan(lengths, Vector<int>.Zero));
        }
        return Vector.Sum(sum);
    }

    void Fill(float scale, int[] lengths, int used)
    {
        for (var i = 0; i < used; i += Vector<int>.Count)
            At(scale, i).CopyTo(lengths, i);
    }

    Vector<int> At(float scale, int first)
    {
        var rarity = new Vector<float>(rarities, first);
        // The exponent, after all ones in the mantissa have been added, is the logarithm rounded up.
        var wanted = Vector.AsVectorInt32(rarity * scale) + new Vector<int>((1 << MantissaBits) - 1);
        var lengths = Vector.ShiftRightArithmetic(wanted, MantissaBits) - new Vector<int>(Bias);
        lengths = Vector.Min(Vector.Max(lengths, Vector<int>.One), new Vector<int>(maxBits));
        return Vector.AndNot(lengths, Vector.Equals(rarity, new Vector<float>(float.PositiveInfinity)));
    }

    /// <summary>Words must take all the room there is: symbols get shorter ones, first those that were next to get them.</summary>
    void SpendRest(Span<int> lengths, ReadOnlySpan<int> shorter)
    {
        var rest = 1 << maxBits;
        foreach (var length in lengths)
            rest -= 1 << (maxBits - length);
        for (var symbol = 0; rest > 0 && symbol < lengths.Length; symbol++)
            if (shorter[symbol] < lengths[symbol])
                Shorten(ref lengths[symbol], ref rest);
        while (rest > 0)
            for (var symbol = 0; rest > 0 && symbol < lengths.Length; symbol++)
                Shorten(ref lengths[symbol], ref rest);
    }

    void Shorten(ref int length, ref int rest)
    {
        var share = 1 << (maxBits - length);
        if (length <= 1 || share > rest)
            return;
        length--;
        rest -= share;
    }
}
