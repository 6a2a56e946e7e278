using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Scanout.Codecs.Rfb;

/// <summary>
/// What a block of at most 64×64 pixels is made of: its pixels without gaps and without their X bytes, where its runs begin, and its colours in the
/// order in which they come. What the encodings choose their form by, and write it from. Owned by one encoder and filled anew for each block.
/// </summary>
public sealed class BlockScan
{
    public const int MaxSide = 64;
    public const int MaxPixels = MaxSide * MaxSide;
    public const int MaxColours = 256;

    const int Slots = 1024;
    const int SampledRows = 4;
    const int WordBits = 64;
    const uint ColourMask = 0xFFFFFF;

    // The pixels begin at the second place, so that each has one before it.
    readonly uint[] padded = new uint[1 + MaxPixels + WordBits];
    readonly ulong[] edges = new ulong[MaxPixels / WordBits];
    readonly ulong[] seconds = new ulong[MaxPixels / WordBits + 1];
    readonly ushort[] runStarts = new ushort[MaxPixels + 1];
    readonly byte[] runColours = new byte[MaxPixels];
    readonly uint[] colours = new uint[MaxColours];
    readonly short[] slots = new short[Slots];

    public int Width { get; private set; }
    public int Height { get; private set; }

    /// <summary>Pixels of the block.</summary>
    public int Count { get; private set; }

    /// <summary>How many colours there are; <see cref="MaxColours"/> + 1 where there are more than that.</summary>
    public int ColourCount { get; private set; }

    /// <summary>Runs of one colour, row after row: one goes on in the next row where that begins as the last one ended.</summary>
    public int RunCount { get; private set; }

    /// <summary>Row by row, the X byte zero.</summary>
    public ReadOnlySpan<uint> Pixels => padded.AsSpan(1, Count);

    /// <summary>In the order in which they come; none where there are more than <see cref="MaxColours"/>.</summary>
    public ReadOnlySpan<uint> Colours => colours.AsSpan(0, ColourCount <= MaxColours ? ColourCount : 0);

    /// <summary>Where each run begins, and then <see cref="Count"/>; once <see cref="FindRuns"/> has found them.</summary>
    public ReadOnlySpan<ushort> RunStarts => runStarts.AsSpan(0, RunCount + 1);

    /// <summary>Which colour each run has, where <see cref="Colours"/> are told; once <see cref="FindRuns"/> has found them.</summary>
    public ReadOnlySpan<byte> RunColours => runColours.AsSpan(0, RunCount);

    /// <summary>Looks at a block.</summary>
    /// <param name="bgrx">Its pixels, from its first row on.</param>
    /// <param name="strideWords">From one row to the next.</param>
    /// <param name="width">1 to <see cref="MaxSide"/>.</param>
    /// <param name="height">1 to <see cref="MaxSide"/>.</param>
    public void Fill(ReadOnlySpan<uint> bgrx, int strideWords, int width, int height)
    {
        (Width, Height, Count) = (width, height, width * height);
        for (var y = 0; y < height; y++)
            CopyRow(bgrx.Slice(y * strideWords, width), padded.AsSpan(1 + y * width));
        var last = padded[Count];
        padded.AsSpan(1 + Count, WordBits).Fill(last);
        padded[0] = ~padded[1];
        FindEdges();
        colours[0] = padded[1];
        if (RunCount == 1)
            ColourCount = 1;
        else if (!HasTwoColours())
            FindColours();
    }

    /// <summary>
    /// Whether a block is more like a photograph or a video than like text, as far as every fourth row shows: many colours, and most pixels unlike
    /// the one before them. Those rows are what is scanned.
    /// </summary>
    public bool IsPhotographic(ReadOnlySpan<uint> bgrx, int strideWords, int width, int height)
    {
        Fill(bgrx, strideWords * SampledRows, width, (height + SampledRows - 1) / SampledRows);
        return ColourCount > MaxColours && RunCount > Count / 2;
    }

    /// <summary>Finds where the runs begin, which not every encoding wants to know.</summary>
    public void FindRuns()
    {
        if (ColourCount is > 2 and <= MaxColours)
            return; // They were found with the colours.
        var run = 0;
        for (var word = 0; word * WordBits < Count; word++)
            for (var bits = edges[word]; bits != 0; bits &= bits - 1)
            {
                runStarts[run] = (ushort)(word * WordBits + BitOperations.TrailingZeroCount(bits));
                runColours[run] = (byte)(run & 1); // Of two colours, each run has the other one.
                run++;
            }
        runStarts[run] = (ushort)Count;
    }

    /// <summary>
    /// Writes a block of two colours as a bitmap: a bit a pixel, set for the second colour, the leftmost in the highest bit, each row from a byte on.
    /// </summary>
    public void WriteBitmap(Span<byte> bitmap)
    {
        var strideBytes = (Width + 7) / 8;
        for (var y = 0; y < Height; y++)
        {
            var row = SecondsFrom(y * Width) & (ulong.MaxValue >> (WordBits - Width));
            for (var i = 0; i < strideBytes; i++, row >>= 8)
                bitmap[y * strideBytes + i] = Reversed[(byte)row];
        }
    }

    /// <summary>Writes the index of each pixel's colour, a byte a pixel.</summary>
    public void WriteIndices(Span<byte> indices)
    {
        FindRuns();
        for (var run = 0; run < RunCount; run++)
        {
            var (start, end) = (runStarts[run], runStarts[run + 1]);
            if (end - start == 1)
                indices[start] = runColours[run];
            else
                indices[start..end].Fill(runColours[run]);
        }
    }

    static void CopyRow(ReadOnlySpan<uint> row, Span<uint> target)
    {
        ref var source = ref MemoryMarshal.GetReference(row);
        ref var destination = ref MemoryMarshal.GetReference(target);
        var mask = Vector256.Create(ColourMask);
        var x = 0;
        for (; x <= row.Length - Vector256<uint>.Count; x += Vector256<uint>.Count)
            (Vector256.LoadUnsafe(ref source, (nuint)x) & mask).StoreUnsafe(ref destination, (nuint)x);
        for (; x < row.Length; x++)
            target[x] = row[x] & ColourMask;
    }

    /// <summary>Marks the pixels that are unlike the one before them.</summary>
    void FindEdges()
    {
        ref var first = ref padded[0];
        RunCount = 0;
        for (var word = 0; word * WordBits < Count; word++)
        {
            var same = 0UL;
            for (var i = 0; i < WordBits; i += Vector256<uint>.Count)
            {
                var at = (nuint)(word * WordBits + i);
                var equal = Vector256.Equals(Vector256.LoadUnsafe(ref first, at), Vector256.LoadUnsafe(ref first, at + 1));
                same |= (ulong)equal.ExtractMostSignificantBits() << i;
            }
            edges[word] = ~same;
            RunCount += BitOperations.PopCount(~same);
        }
    }

    /// <summary>Whether a second colour is the last one; marks where it is.</summary>
    bool HasTwoColours()
    {
        ref var first = ref padded[1];
        var one = Vector256.Create(colours[0]);
        colours[1] = padded[1 + SecondRun()];
        var other = Vector256.Create(colours[1]);
        for (var word = 0; word * WordBits < Count; word++)
        {
            var second = 0UL;
            var known = Vector256<uint>.AllBitsSet;
            for (var i = 0; i < WordBits; i += Vector256<uint>.Count)
            {
                var pixels = Vector256.LoadUnsafe(ref first, (nuint)(word * WordBits + i));
                var isOther = Vector256.Equals(pixels, other);
                known &= isOther | Vector256.Equals(pixels, one);
                second |= (ulong)isOther.ExtractMostSignificantBits() << i;
            }
            if (known != Vector256<uint>.AllBitsSet)
                return false;
            seconds[word] = second;
        }
        ColourCount = 2;
        return true;
    }

    int SecondRun()
    {
        var word = 0;
        var bits = edges[0] & ~1UL;
        while (bits == 0)
            bits = edges[++word];
        return word * WordBits + BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>Sixty-four marks from a pixel on.</summary>
    ulong SecondsFrom(int pixel)
    {
        var (word, shift) = (pixel / WordBits, pixel % WordBits);
        return shift == 0 ? seconds[word] : seconds[word] >> shift | seconds[word + 1] << (WordBits - shift);
    }

    void FindColours()
    {
        Array.Fill(slots, (short)-1);
        ColourCount = 0;
        var run = 0;
        var (last, lastIndex, before, beforeIndex) = (~0u, 0, ~0u, 0);
        for (var word = 0; word * WordBits < Count; word++)
            for (var bits = edges[word]; bits != 0; bits &= bits - 1)
            {
                var at = word * WordBits + BitOperations.TrailingZeroCount(bits);
                var colour = padded[1 + at];
                // Text goes to and fro between two colours.
                if (colour == before)
                    (last, lastIndex, before, beforeIndex) = (before, beforeIndex, last, lastIndex);
                else
                {
                    (before, beforeIndex) = (last, lastIndex);
                    (last, lastIndex) = (colour, IndexOf(colour));
                    if (ColourCount > MaxColours)
                        return;
                }
                runStarts[run] = (ushort)at;
                runColours[run++] = (byte)lastIndex;
            }
        runStarts[run] = (ushort)Count;
    }

    int IndexOf(uint colour)
    {
        var slot = (int)(colour * 0x9E3779B1u >> 22);
        for (; slots[slot] >= 0; slot = (slot + 1) % Slots)
            if (colours[slots[slot]] == colour)
                return slots[slot];
        if (ColourCount == MaxColours)
        {
            ColourCount++;
            return 0;
        }
        colours[ColourCount] = colour;
        slots[slot] = (short)ColourCount;
        return ColourCount++;
    }

    static readonly byte[] Reversed = [.. Enumerable.Range(0, 256).Select(value =>
        (byte)Enumerable.Range(0, 8).Sum(bit => (value >> bit & 1) << (7 - bit)))];
}
