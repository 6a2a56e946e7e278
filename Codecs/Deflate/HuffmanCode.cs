namespace Scanout.Codecs.Deflate;

/// <summary>
/// The canonical prefix code (RFC 1951, section 3.2.2) of symbols that are so many each, no word longer than a limit. One compressor owns it and makes
/// it anew for each block.
/// </summary>
sealed class HuffmanCode(int symbols, int maxBits)
{
    const int SymbolBits = 9;
    const int MaxDepth = 32;

    readonly uint[] sorted = new uint[symbols];
    readonly uint[] other = new uint[symbols];
    readonly int[] tree = new int[symbols];

    /// <summary>How often each symbol comes; less than 65536. Whoever fills it clears it.</summary>
    public int[] Counts { get; } = new int[symbols];

    /// <summary>Bits of each symbol's word; 0 where it does not come.</summary>
    public byte[] Lengths { get; } = new byte[symbols];

    /// <summary>Each symbol's word, its first bit lowest, and from bit 16 its length.</summary>
    public uint[] Words { get; } = new uint[symbols];

    /// <summary>The code in which each of <paramref name="lengths"/> is its symbol's.</summary>
    public static HuffmanCode FromLengths(ReadOnlySpan<byte> lengths)
    {
        var code = new HuffmanCode(lengths.Length, 15);
        lengths.CopyTo(code.Lengths);
        Span<int> perLength = stackalloc int[MaxDepth + 1];
        perLength.Clear();
        foreach (var length in lengths)
            perLength[length]++;
        code.AssignWords(perLength);
        return code;
    }

    /// <summary>Makes lengths and words from the counts.</summary>
    public void Make()
    {
        // Some inflaters refuse a code of fewer than two words.
        for (var symbol = 0; Used() < 2; symbol++)
            Counts[symbol] = Math.Max(1, Counts[symbol]);
        var used = Sort();
        for (var i = 0; i < used; i++)
            tree[i] = (int)(sorted[i] >> SymbolBits);
        MakeDepths(tree.AsSpan(0, used));
        Span<int> perLength = stackalloc int[MaxDepth + 1];
        perLength.Clear();
        for (var i = 0; i < used; i++)
            perLength[Math.Min(tree[i], maxBits)]++;
        Limit(perLength);
        Array.Clear(Lengths);
        for (int length = maxBits, i = 0; length > 0; length--)
            for (var left = perLength[length]; left > 0; left--)
                Lengths[sorted[i++] & ((1 << SymbolBits) - 1)] = (byte)length;
        AssignWords(perLength);
    }

    /// <summary>Bits of all symbols' words together, as often as they come.</summary>
    public long Bits(ReadOnlySpan<int> counts)
    {
        var bits = 0L;
        for (var symbol = 0; symbol < counts.Length; symbol++)
            bits += counts[symbol] * Lengths[symbol];
        return bits;
    }

    /// <summary>Used symbols, at least up to two.</summary>
    int Used()
    {
        var used = 0;
        for (var symbol = 0; symbol < symbols && used < 2; symbol++)
            used += Counts[symbol] > 0 ? 1 : 0;
        return used;
    }

    /// <summary>The used symbols, rarest first: count above <see cref="SymbolBits"/>, symbol below. Returns how many.</summary>
    int Sort()
    {
        var (used, all) = (0, 0);
        for (var symbol = 0; symbol < symbols; symbol++)
        {
            var count = Counts[symbol];
            sorted[used] = (uint)(count << SymbolBits | symbol);
            used += count > 0 ? 1 : 0;
            all |= count;
        }
        if (used <= 32)
            SortFew(sorted.AsSpan(0, used));
        else
        {
            SortBy(SymbolBits, sorted.AsSpan(0, used), other);
            if (all > 255)
                SortBy(SymbolBits + 8, other.AsSpan(0, used), sorted);
            else
                other.AsSpan(0, used).CopyTo(sorted);
        }
        return used;
    }

    static void SortFew(Span<uint> keys)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            var (key, at) = (keys[i], i);
            for (; at > 0 && keys[at - 1] > key; at--)
                keys[at] = keys[at - 1];
            keys[at] = key;
        }
    }

    /// <summary>One stable step of a radix sort.</summary>
    static void SortBy(int shift, ReadOnlySpan<uint> from, Span<uint> to)
    {
        Span<int> places = stackalloc int[256];
        places.Clear();
        foreach (var key in from)
            places[(byte)(key >> shift)]++;
        for (int i = 0, next = 0; i < places.Length; i++)
            (places[i], next) = (next, next + places[i]);
        foreach (var key in from)
            to[places[(byte)(key >> shift)]++] = key;
    }

    /// <summary>From rising counts, the depths of an optimal tree's leaves, falling, in the same memory (Moffat and Katajainen 1995).</summary>
    static void MakeDepths(Span<int> tree)
    {
        var count = tree.Length;
        // Inner nodes take the places of the leaves that have gone into one; a node's place then holds its parent.
        for (int node = 0, leaf = 0, inner = 0; node < count - 1; node++)
        {
            var weight = Take(tree, ref leaf, ref inner, node);
            tree[node] = weight + Take(tree, ref leaf, ref inner, node);
        }
        tree[count - 2] = 0;
        for (var node = count - 3; node >= 0; node--)
            tree[node] = tree[tree[node]] + 1;
        for (int available = 1, depth = 0, inner = count - 2, next = count - 1; available > 0; depth++)
        {
            var nodes = 0;
            for (; inner >= 0 && tree[inner] == depth; inner--)
                nodes++;
            for (; available > nodes; available--)
                tree[next--] = depth;
            available = 2 * nodes;
        }
    }

    /// <summary>The lighter of the next leaf and the next inner node, which gets its parent.</summary>
    static int Take(Span<int> tree, ref int leaf, ref int inner, int parent)
    {
        if (leaf < tree.Length && (inner >= parent || tree[leaf] < tree[inner]))
            return tree[leaf++];
        var weight = tree[inner];
        tree[inner++] = parent;
        return weight;
    }

    /// <summary>Where leaves were raised to the limit there are too many words: for each too many, one at the limit becomes the sibling of a shorter one.</summary>
    void Limit(Span<int> perLength)
    {
        var total = 0;
        for (var length = 1; length <= maxBits; length++)
            total += perLength[length] << (maxBits - length);
        for (; total > 1 << maxBits; total--)
        {
            perLength[maxBits]--;
            var shorter = maxBits - 1;
            while (perLength[shorter] == 0)
                shorter--;
            perLength[shorter]--;
            perLength[shorter + 1] += 2;
        }
    }

    void AssignWords(ReadOnlySpan<int> perLength)
    {
        Span<uint> next = stackalloc uint[17];
        next.Clear();
        for (var length = 2; length <= 16; length++)
            next[length] = (next[length - 1] + (uint)perLength[length - 1]) << 1;
        for (var symbol = 0; symbol < symbols; symbol++)
        {
            int length = Lengths[symbol];
            Words[symbol] = length == 0 ? 0 : (uint)Reverse(next[length]++) >> (16 - length) | (uint)length << 16;
        }
    }

    static ushort Reverse(uint word)
    {
        word = (word & 0x5555) << 1 | word >> 1 & 0x5555;
        word = (word & 0x3333) << 2 | word >> 2 & 0x3333;
        word = (word & 0x0F0F) << 4 | word >> 4 & 0x0F0F;
        return (ushort)(word << 8 | word >> 8);
    }
}
