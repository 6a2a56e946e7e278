namespace Scanout.Codecs.Deflate;

/// <summary>Looks at the last match's distance again, then at the last place with the same four bytes, and takes what it finds.</summary>
sealed unsafe class NearestMatchFinder : MatchFinder
{
    const int HashBits = 12;
    const int MinLength = 4;
    /// <summary>After so many bytes without a match it takes larger steps: what has not repeated for so long may not repeat.</summary>
    const int PatienceShift = 5;

    readonly int[] places = new int[1 << HashBits];

    public override int Find(byte* piece, int from, int to, Span<DeflateSequence> sequences)
    {
        var (count, written, at, last) = (0, from, from, 1);
        if (at == 0)
            at = 1;
        fixed (int* table = places)
            while (at <= to - MinLength)
            {
                var word = Word(piece + at);
                var slot = word * 0x9E3779B1u >> (32 - HashBits);
                var distance = Origin + at - table[slot];
                table[slot] = Origin + at;
                // All ones where there is no candidate. One branch for it and for one that differs: which of the two it is can't be foretold.
                var isNone = DeflateSymbols.MaxDistance - distance >> 31;
                if (Word(piece + at - last) == word)
                    distance = last;
                else if ((Word(piece + at - (distance & ~isNone)) ^ word | (uint)isNone) != 0)
                {
                    at += 1 + (at - written >> PatienceShift);
                    continue;
                }
                while (at > written && at > distance && piece[at - 1] == piece[at - distance - 1])
                    at--;
                var length = SameBytes(piece + at, piece + at - distance, Math.Min(DeflateSymbols.MaxLength, to - at));
                sequences[count++] = new DeflateSequence(at - written, (ushort)length, (ushort)distance);
                last = distance;
                written = at += length;
                // The end of a match is where the next may begin: one place before it is worth remembering.
                table[Word(piece + at - MinLength) * 0x9E3779B1u >> (32 - HashBits)] = Origin + at - MinLength;
            }
        return count;
    }

    protected override void Forget() => Array.Clear(places);
}
