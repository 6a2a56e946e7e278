namespace Scanout.Codecs.Deflate;

/// <summary>
/// How a block tells its own two codes (RFC 1951, section 3.2.7): their words' lengths, with runs shortened, in a third code. One
/// compressor owns it.
/// </summary>
sealed class DeflateCodeHeader(DeflateEffort effort)
{
    const int LengthSymbols = 19;
    const int RepeatLast = 16;
    const int RepeatZero = 17;
    const int RepeatZeroLong = 18;

    readonly PrefixCode code = new(LengthSymbols, 7, effort);
    readonly int[] all = new int[DeflateSymbols.Literals + DeflateSymbols.Distances];
    /// <summary>Symbols of the third code, and from bit 8 what follows them.</summary>
    readonly ushort[] symbols = new ushort[DeflateSymbols.Literals + DeflateSymbols.Distances];
    int count, literals, distances, told;

    /// <summary>The order in which the third code's lengths stand.</summary>
    static ReadOnlySpan<byte> Order => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Makes the header of these two codes, and returns how many bits it has, those of the block's kind among them.</summary>
    public int Make(ReadOnlySpan<int> literalLengths, ReadOnlySpan<int> distanceLengths)
    {
        literals = Math.Max(257, literalLengths.LastIndexOfAnyExcept(0) + 1);
        distances = distanceLengths.LastIndexOfAnyExcept(0) + 1;
        literalLengths[..literals].CopyTo(all);
        distanceLengths[..distances].CopyTo(all.AsSpan(literals));
        Array.Clear(code.Counts);
        count = 0;
        ReadOnlySpan<int> lengths = all.AsSpan(0, literals + distances);
        for (int from = 0, to = 1; from < lengths.Length; from = to++)
        {
            while (to < lengths.Length && lengths[to] == lengths[from])
                to++;
            AddRun(lengths[from], to - from);
        }
        var bits = 3 + 14 + code.MakeLengths();
        told = LengthSymbols;
        while (code.Lengths[Order[told - 1]] == 0)
            told--;
        return bits + 3 * told + 2 * code.Counts[RepeatLast] + 3 * code.Counts[RepeatZero] + 7 * code.Counts[RepeatZeroLong];
    }

    /// <summary>Adds what <see cref="Make"/> made; the block's kind stands already.</summary>
    public void AddTo(ref DeflateBits bits)
    {
        bits.Add((uint)(literals - 257 | distances - 1 << 5 | told - 4 << 10), 14);
        bits.Flush();
        for (var i = 0; i < told; i++)
        {
            bits.Add((uint)code.Lengths[Order[i]], 3);
            bits.Flush();
        }
        code.MakeWords();
        foreach (var symbol in symbols.AsSpan(0, count))
        {
            bits.Add(code.Words[(byte)symbol]);
            bits.Add((uint)symbol >> 8, ExtraBits((byte)symbol));
            bits.Flush();
        }
    }

    void AddRun(int length, int run)
    {
        if (length == 0)
            while (run >= 3)
            {
                var part = Math.Min(run, 138);
                run -= part;
                Add(part <= 10 ? RepeatZero : RepeatZeroLong, part <= 10 ? part - 3 : part - 11);
            }
        else if (run >= 4)
        {
            Add(length, 0);
            for (run--; run >= 3;)
            {
                var part = Math.Min(run, 6);
                run -= part;
                Add(RepeatLast, part - 3);
            }
        }
        for (; run > 0; run--)
            Add(length, 0);
    }

    void Add(int symbol, int extra)
    {
        symbols[count++] = (ushort)(symbol | extra << 8);
        code.Counts[symbol]++;
    }

    static int ExtraBits(byte symbol) => symbol switch
    {
        RepeatLast => 2,
        RepeatZero => 3,
        RepeatZeroLong => 7,
        _ => 0,
    };
}
