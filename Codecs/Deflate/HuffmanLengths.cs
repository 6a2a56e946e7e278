namespace Scanout.Codecs.Deflate;

/// <summary>The lengths of words that are shortest together (Huffman), then raised where one is over the limit. One code owns it.</summary>
sealed class HuffmanLengths(int symbols, int maxBits)
{
    const int SymbolBits = 9;
    const int MaxDepth = 32;

    readonly uint[] sorted = new uint[symbols];
    readonly int[] tree = new int[symbols];

    /// <summary>Makes lengths from counts, none of them zero, at least two.</summary>
    public void Make(ReadOnlySpan<int> counts, Span<int> lengths)
    {
        Sort(counts);
        var used = counts.Length;
        for (var i = 0; i < used; i++)
            tree[i] = (int)(sorted[i] >> SymbolBits);
        MakeDepths(tree.AsSpan(0, used));
        Span<int> perLength = stackalloc int[MaxDepth + 1];
        perLength.Clear();
        for (var i = 0; i < used; i++)
            perLength[Math.Min(tree[i], maxBits)]++;
        Limit(perLength);
        for (int length = maxBits, i = 0; length > 0; length--)
            for (var left = perLength[length]; left > 0; left--)
                lengths[(int)sorted[i++] & ((1 << SymbolBits) - 1)] = length;
    }

    /// <summary>Rarest first: count above <see cref="SymbolBits"/>, which of them below.</summary>
    void Sort(ReadOnlySpan<int> counts)
    {
        for (var i = 0; i < counts.Length; i++)
            sorted[i] = (uint)(counts[i] << SymbolBits | i);
        sorted.AsSpan(0, counts.Length).Sort();
    }

    /// <summary>
    /// From rising counts, the depths of an optimal tree's leaves, falling, in the same memory (Moffat and Katajainen 1995).
    /// </summary>
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

    /// <summary>
    /// Where leaves were raised to the limit there are too many words: for each too many, one at the limit becomes the sibling of a
    /// shorter one.
    /// </summary>
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
}
