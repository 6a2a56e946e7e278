using System.Runtime.InteropServices;

namespace Scanout.Codecs.Motion;

/// <summary>Moves on one picture, one after the other: none may read what another has written before it.</summary>
static class MoveOrder
{
    /// <summary>
    /// Orders the moves so; where they overwrite one another's sources in a circle, the smallest of those left is left out.
    /// </summary>
    public static void Arrange(List<Move> moves)
    {
        for (var done = 0; done < moves.Count;)
        {
            var rest = CollectionsMarshal.AsSpan(moves)[done..];
            var next = Harmless(rest);
            if (next < 0)
            {
                moves.RemoveAt(done + Smallest(rest));
                continue;
            }
            // The others keep their order: the worthiest first.
            var move = rest[next];
            rest[..next].CopyTo(rest[1..]);
            rest[0] = move;
            done++;
        }
    }

    /// <summary>One that overwrites no other's source, or -1.</summary>
    static int Harmless(ReadOnlySpan<Move> moves)
    {
        for (var i = 0; i < moves.Length; i++)
        {
            var isHarmless = true;
            for (var other = 0; other < moves.Length && isHarmless; other++)
                isHarmless = other == i || !moves[i].Overwrites(moves[other]);
            if (isHarmless)
                return i;
        }
        return -1;
    }

    static int Smallest(ReadOnlySpan<Move> moves)
    {
        var smallest = 0;
        for (var i = 1; i < moves.Length; i++)
            if (moves[i].Width * moves[i].Height < moves[smallest].Width * moves[smallest].Height)
                smallest = i;
        return smallest;
    }
}
