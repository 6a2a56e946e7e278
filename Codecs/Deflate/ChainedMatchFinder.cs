using System.Runtime.CompilerServices;

namespace Scanout.Codecs.Deflate;

/// <summary>
/// Looks at several places with the same three bytes for the longest match, and puts a match off where the next byte's is longer.
/// </summary>
sealed unsafe class ChainedMatchFinder : MatchFinder
{
    const int HashBits = 12;
    const int MaxSteps = 16;
    /// <summary>A match this long is not improved upon.</summary>
    const int GoodLength = 64;
    /// <summary>Three bytes from further away take more bits than as literals.</summary>
    const int FarForThree = 1024;

    readonly int[] places = new int[1 << HashBits];
    readonly int[] earlier = new int[DeflateSymbols.MaxDistance];
    int remembered;

    public override int Find(byte* piece, int from, int to, Span<DeflateSequence> sequences)
    {
        var (count, written, at) = (0, from, from);
        remembered = from;
        // The hash is of four bytes read.
        while (at <= to - 4)
        {
            var (length, distance) = Longest(piece, at, to);
            if (length == 0)
            {
                at++;
                continue;
            }
            while (length < GoodLength && at + 1 <= to - 4)
            {
                var (nextLength, nextDistance) = Longest(piece, at + 1, to);
                if (nextLength <= length)
                    break;
                (at, length, distance) = (at + 1, nextLength, nextDistance);
            }
            sequences[count++] = new DeflateSequence(at - written, (ushort)length, (ushort)distance);
            written = at += length;
        }
        Remember(piece, Math.Min(at, to - 3));
        return count;
    }

    (int Length, int Distance) Longest(byte* piece, int at, int to)
    {
        Remember(piece, at);
        var (best, bestDistance) = (2, 0);
        var limit = Math.Min(DeflateSymbols.MaxLength, to - at);
        var place = places[Slot(piece + at)];
        for (var steps = MaxSteps; steps > 0; steps--)
        {
            var distance = Origin + at - place;
            if (distance is <= 0 or > DeflateSymbols.MaxDistance)
                break;
            var candidate = piece + at - distance;
            // Only what goes on after the best so far can be longer.
            if (best >= limit)
                break;
            if (candidate[best] == piece[at + best])
            {
                var length = SameBytes(piece + at, candidate, limit);
                if (length > best && (length > 3 || distance <= FarForThree))
                    (best, bestDistance) = (length, distance);
                if (length >= GoodLength)
                    break;
            }
            var before = earlier[place & (DeflateSymbols.MaxDistance - 1)];
            if (before >= place)
                break;
            place = before;
        }
        return bestDistance == 0 ? default : (best, bestDistance);
    }

    /// <summary>Enters all places before this one.</summary>
    void Remember(byte* piece, int end)
    {
        for (; remembered < end; remembered++)
        {
            ref var slot = ref places[Slot(piece + remembered)];
            earlier[Origin + remembered & (DeflateSymbols.MaxDistance - 1)] = slot;
            slot = Origin + remembered;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Slot(byte* at) => (Word(at) << 8) * 0x9E3779B1u >> (32 - HashBits);

    protected override void Forget()
    {
        Array.Clear(places);
        Array.Clear(earlier);
    }
}
