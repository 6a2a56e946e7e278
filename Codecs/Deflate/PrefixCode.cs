namespace Scanout.Codecs.Deflate;

/// <summary>
/// The canonical prefix code (RFC 1951, section 3.2.2) of symbols that come so often each, no word longer than a limit. One compressor
/// owns it and makes it anew for each block.
/// </summary>
sealed class PrefixCode
{
    const int LongestWord = 15;
    /// <summary>Arrays end on the border of the widest vector, with zeros.</summary>
    const int Padding = 16;

    static readonly byte[] Reversed = [.. Enumerable.Range(0, 256).Select(ReverseByte)];

    readonly HuffmanLengths? shortest;
    readonly RoundedLengths? quick;
    /// <summary>The symbols that come, how often, and the lengths of their words.</summary>
    readonly int[] used, usedCounts, usedLengths;
    int usedSymbols;

    public PrefixCode(int symbols, int maxBits, DeflateEffort effort)
    {
        var padded = (symbols + Padding - 1) / Padding * Padding;
        (Counts, Lengths, Words) = (new int[padded], new int[padded], new uint[padded]);
        (used, usedCounts, usedLengths) = (new int[padded + Padding], new int[padded + Padding], new int[padded + Padding]);
        if (effort == DeflateEffort.Thorough)
            shortest = new HuffmanLengths(padded, maxBits);
        else
            quick = new RoundedLengths(padded, maxBits);
    }

    /// <summary>How often each symbol comes; less than 65536. Whoever fills it clears it.</summary>
    public int[] Counts { get; }

    /// <summary>Bits of each symbol's word; 0 where it does not come.</summary>
    public int[] Lengths { get; }

    /// <summary>Each symbol's word, its first bit lowest, and from bit 16 its length. Of what does not come it is not said.</summary>
    public uint[] Words { get; }

    /// <summary>Makes lengths from the counts, and returns the bits of all words together, as often as their symbols come.</summary>
    public int MakeLengths()
    {
        // Some inflaters refuse a code of fewer than two words.
        for (var symbol = 0; Counts.AsSpan().Count(0) > Counts.Length - 2; symbol++)
            Counts[symbol] = Math.Max(1, Counts[symbol]);
        Collect(Counts);
        var counts = usedCounts.AsSpan(0, usedSymbols);
        var lengths = usedLengths.AsSpan(0, usedSymbols);
        shortest?.Make(counts, lengths);
        quick?.Make(usedCounts, usedLengths, usedSymbols);
        Array.Clear(Lengths);
        var bits = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            Lengths[used[i]] = lengths[i];
            bits += counts[i] * lengths[i];
        }
        return bits;
    }

    /// <summary>Makes words from the lengths.</summary>
    public void MakeWords()
    {
        Span<int> perLength = stackalloc int[LongestWord + 1];
        Span<int> next = stackalloc int[LongestWord + 1];
        perLength.Clear();
        next.Clear();
        var lengths = usedLengths.AsSpan(0, usedSymbols);
        foreach (var length in lengths)
            perLength[length]++;
        for (var length = 2; length <= LongestWord; length++)
            next[length] = next[length - 1] + perLength[length - 1] << 1;
        for (var i = 0; i < lengths.Length; i++)
        {
            var word = next[lengths[i]]++;
            var reversed = Reversed[(byte)word] << 8 | Reversed[word >> 8];
            Words[used[i]] = (uint)(reversed >> (16 - lengths[i]) | lengths[i] << 16);
        }
    }

    /// <summary>The code in which these are the lengths of words; none is zero.</summary>
    public static PrefixCode Of(ReadOnlySpan<int> lengths)
    {
        var code = new PrefixCode(lengths.Length, LongestWord, DeflateEffort.Fast);
        code.Collect(lengths);
        lengths.CopyTo(code.usedLengths);
        code.MakeWords();
        return code;
    }

    void Collect(ReadOnlySpan<int> counts)
    {
        usedSymbols = 0;
        for (var symbol = 0; symbol < counts.Length; symbol++)
        {
            used[usedSymbols] = symbol;
            usedCounts[usedSymbols] = counts[symbol];
            usedSymbols += counts[symbol] == 0 ? 0 : 1;
        }
        usedCounts.AsSpan(usedSymbols, Padding).Clear();
    }

    static byte ReverseByte(int value)
    {
        var reversed = 0;
        for (var bit = 0; bit < 8; bit++)
            reversed |= (value >> bit & 1) << (7 - bit);
        return (byte)reversed;
    }
}
