namespace Scanout.Codecs.Deflate;

/// <summary>
/// Compresses pieces of which each stands on its own (RFC 1951): it refers to nothing before it, its blocks are not final, and it ends with an empty
/// stored block on a byte's border. So pieces may follow one another in any order in any viewer's zlib stream (RFC 1950), after that stream's one
/// header (<see cref="ZlibHeader"/>) and without its checksum, which never comes as the stream never ends. Owned by one thread at a time; allocates
/// nothing once it is made.
/// </summary>
public sealed unsafe class DeflatePieces
{
    /// <summary>Short enough that each count fits into the sort's 16 bits, and that a block may be stored.</summary>
    const int MaxBlockBytes = 48 * 1024;
    /// <summary>A stored block's header and alignment (section 3.2.4).</summary>
    const int StoredOverhead = 6;
    /// <summary>The bit writer writes eight bytes at a time.</summary>
    const int Slack = 8;
    /// <summary>Of fewer symbols a code of their own never pays for being told.</summary>
    const int MinSymbolsForOwnCode = 32;

    static readonly HuffmanCode FixedLiterals = HuffmanCode.FromLengths(FixedLengths());
    static readonly HuffmanCode FixedDistances = HuffmanCode.FromLengths([.. Enumerable.Repeat((byte)5, DeflateSymbols.Distances)]);

    readonly MatchFinder finder;
    readonly DeflateSequence[] sequences = new DeflateSequence[MaxBlockBytes / DeflateSymbols.MinLength];
    readonly HuffmanCode literals = new(DeflateSymbols.Literals, 15);
    readonly HuffmanCode distances = new(DeflateSymbols.Distances, 15);
    readonly DeflateCodeHeader header = new();

    public DeflatePieces(DeflateEffort effort) =>
        finder = effort == DeflateEffort.Fast ? new NearestMatchFinder() : new ChainedMatchFinder();

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
        var extraBits = Count(piece, from, to, found, out var symbols);
        var stored = 8L * (to - from + StoredOverhead);
        var withFixed = FixedLiterals.Bits(literals.Counts) + FixedDistances.Bits(distances.Counts) + extraBits;
        var withOwn = long.MaxValue;
        if (symbols >= MinSymbolsForOwnCode)
        {
            literals.Make();
            distances.Make();
            withOwn = header.Make(literals.Lengths, distances.Lengths)
                + literals.Bits(literals.Counts) + distances.Bits(distances.Counts) + extraBits;
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
            AddSymbols(ref bits, piece + from, to - from, found, literals.Words, distances.Words);
        }
    }

    /// <summary>Counts the symbols, and returns how many bits follow lengths and distances.</summary>
    long Count(byte* piece, int from, int to, ReadOnlySpan<DeflateSequence> found, out int symbols)
    {
        Array.Clear(literals.Counts);
        Array.Clear(distances.Counts);
        var extraBits = 0L;
        symbols = 1 + 2 * found.Length;
        fixed (int* literalCounts = literals.Counts, distanceCounts = distances.Counts)
        fixed (uint* lengthWords = DeflateSymbols.LengthWords)
        {
            literalCounts[DeflateSymbols.EndOfBlock] = 1;
            byte* at = piece + from, end;
            foreach (var sequence in found)
            {
                symbols += sequence.Literals;
                for (end = at + sequence.Literals; at < end; at++)
                    literalCounts[*at]++;
                at += sequence.Length;
                var length = lengthWords[sequence.Length - DeflateSymbols.MinLength];
                literalCounts[(ushort)length]++;
                var distance = DeflateSymbols.DistanceSymbol(sequence.Distance);
                distanceCounts[distance]++;
                extraBits += (byte)(length >> 16) + DeflateSymbols.DistanceExtraBits(distance);
            }
            symbols += (int)(piece + to - at);
            for (end = piece + to; at < end; at++)
                literalCounts[*at]++;
        }
        return extraBits;
    }

    static void AddSymbols(ref DeflateBits bits, byte* at, int length, ReadOnlySpan<DeflateSequence> found, uint[] literalWords, uint[] distanceWords)
    {
        var writer = bits;
        var end = at + length;
        fixed (uint* words = literalWords, far = distanceWords, lengthWords = DeflateSymbols.LengthWords)
        {
            writer.Flush();
            foreach (var sequence in found)
            {
                AddLiterals(ref writer, at, sequence.Literals, words);
                at += sequence.Literals + sequence.Length;
                var lengthWord = lengthWords[sequence.Length - DeflateSymbols.MinLength];
                writer.Add(words[(ushort)lengthWord]);
                writer.Add(lengthWord >> 24, (byte)(lengthWord >> 16));
                var symbol = DeflateSymbols.DistanceSymbol(sequence.Distance);
                var extra = DeflateSymbols.DistanceExtraBits(symbol);
                writer.Add(far[symbol]);
                writer.Add((uint)(sequence.Distance - 1) & ((1u << extra) - 1), extra);
                writer.Flush();
            }
            AddLiterals(ref writer, at, (int)(end - at), words);
            writer.Add(words[DeflateSymbols.EndOfBlock]);
            writer.Flush();
        }
        bits = writer;
    }

    static void AddLiterals(ref DeflateBits bits, byte* at, int count, uint* words)
    {
        for (; count >= 3; count -= 3, at += 3)
        {
            bits.Add(words[at[0]]);
            bits.Add(words[at[1]]);
            bits.Add(words[at[2]]);
            bits.Flush();
        }
        for (; count > 0; count--)
            bits.Add(words[*at++]);
        bits.Flush();
    }

    static byte[] FixedLengths() =>
        [.. Enumerable.Repeat((byte)8, 144), .. Enumerable.Repeat((byte)9, 112), .. Enumerable.Repeat((byte)7, 24), .. Enumerable.Repeat((byte)8, 8)];
}
