using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Scanout.Codecs.Deflate;

/// <summary>
/// Compresses pieces of which each stands on its own (RFC 1951): it refers to nothing before it, its blocks are not final, and it ends
/// with an empty stored block on a byte's border. So pieces may follow one another in any order in any viewer's zlib stream (RFC 1950),
/// after that stream's one header (<see cref="ZlibHeader"/>) and without its checksum, which never comes as the stream never ends. Owned
/// by one thread at a time; allocates nothing once it is made.
/// </summary>
public sealed unsafe class DeflatePieces
{
    /// <summary>Short enough that each count fits into the sort's 16 bits, and that a block may be stored.</summary>
    const int MaxBlockBytes = 48 * 1024;
    /// <summary>A stored block's header and alignment (section 3.2.4).</summary>
    const int StoredOverhead = 6;
    /// <summary>The bit writer writes eight bytes at a time.</summary>
    const int Slack = 8;
    /// <summary>Where the fixed codes take fewer bits, codes of the block's own do not pay for being told.</summary>
    const int MinBitsForOwnCodes = 48 * 8;
    /// <summary>One less than the format allows, so that four words fit between two flushes.</summary>
    const int MaxWordBits = 14;
    const int FixedDistanceBits = 5;

    static readonly PrefixCode FixedLiterals = PrefixCode.Of([.. Enumerable.Repeat(8, 144), .. Enumerable.Repeat(9, 112),
        .. Enumerable.Repeat(7, 24), .. Enumerable.Repeat(8, 8)]);
    static readonly PrefixCode FixedDistances = PrefixCode.Of([.. Enumerable.Repeat(FixedDistanceBits, 32)]);

    readonly MatchFinder finder;
    readonly DeflateSequence[] sequences = new DeflateSequence[MaxBlockBytes / DeflateSymbols.MinLength];
    readonly PrefixCode literals, distances;
    readonly DeflateCodeHeader header;

    public DeflatePieces(DeflateEffort effort)
    {
        finder = effort == DeflateEffort.Fast ? new NearestMatchFinder() : new ChainedMatchFinder();
        literals = new PrefixCode(DeflateSymbols.Literals, MaxWordBits, effort);
        distances = new PrefixCode(DeflateSymbols.Distances, MaxWordBits, effort);
        header = new DeflateCodeHeader(effort);
    }

    /// <summary>What a zlib stream begins with (RFC 1950, section 2.2): deflate, a window of 32 KiB, no dictionary.</summary>
    public static ReadOnlySpan<byte> ZlibHeader => [0x78, 0x01];

    /// <summary>Bytes that a destination must have for a piece of so many.</summary>
    public static int MaxBytes(int length) => checked(length + (length / MaxBlockBytes + 2) * StoredOverhead + Slack);

    /// <summary>Compresses one piece, and says to how many bytes.</summary>
    public int Compress(ReadOnlySpan<byte> piece, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, MaxBytes(piece.Length), nameof(destination));
        finder.Begin(piece.Length);
        fixed (byte* source = piece, to = destination)
        {
            var bits = new DeflateBits(to);
            for (var from = 0; from < piece.Length; from += MaxBlockBytes)
                AddBlock(ref bits, source, from, Math.Min(piece.Length, from + MaxBlockBytes));
            bits.AddStored([]);
            return bits.Bytes;
        }
    }

    /// <summary>Adds the block in that of the three forms in which it is shortest.</summary>
    void AddBlock(ref DeflateBits bits, byte* piece, int from, int to)
    {
        var found = sequences.AsSpan(0, finder.Find(piece, from, to, sequences));
        var extraBits = Count(piece, from, to, found);
        var stored = 8 * (to - from + StoredOverhead);
        var withFixed = FixedBits() + extraBits;
        var withOwn = int.MaxValue;
        if (withFixed > MinBitsForOwnCodes)
        {
            var bitsOfSymbols = literals.MakeLengths() + distances.MakeLengths();
            withOwn = header.Make(literals.Lengths, distances.Lengths) + bitsOfSymbols + extraBits;
        }
        if (stored <= Math.Min(withFixed, withOwn))
            bits.AddStored(new ReadOnlySpan<byte>(piece + from, to - from));
        else if (withFixed <= withOwn)
        {
            bits.Add(0b010, 3);
            AddSymbols(ref bits, piece + from, to - from, found, FixedLiterals.Words, FixedDistances.Words);
        }
        else
        {
            bits.Add(0b100, 3);
            header.AddTo(ref bits);
            literals.MakeWords();
            distances.MakeWords();
            AddSymbols(ref bits, piece + from, to - from, found, literals.Words, distances.Words);
        }
    }

    /// <summary>Bits of what has been counted in the fixed codes (section 3.2.6).</summary>
    int FixedBits()
    {
        ReadOnlySpan<int> counts = literals.Counts;
        var (low, high, lengths, longest) = (Sum(counts[..144]), Sum(counts[144..256]), Sum(counts[256..280]), Sum(counts[280..]));
        return 3 + 8 * (low + longest) + 9 * high + 7 * lengths + FixedDistanceBits * Sum(distances.Counts);
    }

    static int Sum(ReadOnlySpan<int> counts)
    {
        var sums = Vector128<int>.Zero;
        foreach (var four in MemoryMarshal.Cast<int, Vector128<int>>(counts))
            sums += four;
        return Vector128.Sum(sums);
    }

    /// <summary>Counts the symbols, and returns how many bits follow lengths and distances.</summary>
    int Count(byte* piece, int from, int to, ReadOnlySpan<DeflateSequence> found)
    {
        Array.Clear(literals.Counts);
        Array.Clear(distances.Counts);
        var extraBits = 0;
        fixed (int* literalCounts = literals.Counts, distanceCounts = distances.Counts)
        fixed (uint* lengthWords = DeflateSymbols.LengthWords)
        {
            literalCounts[DeflateSymbols.EndOfBlock] = 1;
            var at = piece + from;
            foreach (var sequence in found)
            {
                var left = sequence.Literals;
                for (; left > 3; left--)
                    literalCounts[*at++]++;
                // Up to three without a branch, which could not be foretold: the match that follows has as many bytes to be read.
                literalCounts[at[0]] += left > 0 ? 1 : 0;
                literalCounts[at[1]] += left > 1 ? 1 : 0;
                literalCounts[at[2]] += left > 2 ? 1 : 0;
                at += left + sequence.Length;
                var length = lengthWords[sequence.Length - DeflateSymbols.MinLength];
                literalCounts[(ushort)length]++;
                var distance = DeflateSymbols.DistanceSymbol(sequence.Distance, out var distanceBits);
                distanceCounts[distance]++;
                extraBits += (byte)(length >> 16) + distanceBits;
            }
            while (at < piece + to)
                literalCounts[*at++]++;
        }
        return extraBits;
    }

    static void AddSymbols(
        ref DeflateBits bits, byte* at, int length, ReadOnlySpan<DeflateSequence> found, uint[] literalWords, uint[] distanceWords)
    {
        // A copy, so that it may live in registers.
        var writer = bits;
        var end = at + length;
        fixed (uint* words = literalWords, far = distanceWords, lengthWords = DeflateSymbols.LengthWords)
        {
            writer.Flush();
            foreach (var sequence in found)
            {
                var left = sequence.Literals;
                for (; left > 3; left -= 4, at += 4)
                    AddFour(ref writer, at, words);
                // Up to three without a branch, which could not be foretold: the match that follows has as many bytes to be read.
                writer.Add(words[at[0]] & (uint)(-left >> 31));
                writer.Add(words[at[1]] & (uint)(1 - left >> 31));
                writer.Add(words[at[2]] & (uint)(2 - left >> 31));
                writer.Flush();
                at += left + sequence.Length;
                var lengthWord = lengthWords[sequence.Length - DeflateSymbols.MinLength];
                writer.Add(words[(ushort)lengthWord]);
                writer.Add(lengthWord >> 24, (byte)(lengthWord >> 16));
                var symbol = DeflateSymbols.DistanceSymbol(sequence.Distance, out var extra);
                writer.Add(far[symbol]);
                writer.Add((uint)(sequence.Distance - 1) & ((1u << extra) - 1), extra);
                writer.Flush();
            }
            for (; at + 4 <= end; at += 4)
                AddFour(ref writer, at, words);
            while (at < end)
                writer.Add(words[*at++]);
            writer.Flush();
            writer.Add(words[DeflateSymbols.EndOfBlock]);
            writer.Flush();
        }
        bits = writer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddFour(ref DeflateBits bits, byte* literals, uint* words)
    {
        bits.Add(words[literals[0]]);
        bits.Add(words[literals[1]]);
        bits.Add(words[literals[2]]);
        bits.Add(words[literals[3]]);
        bits.Flush();
    }
}
