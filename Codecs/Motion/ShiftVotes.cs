namespace Scanout.Codecs.Motion;

/// <summary>How many anchors speak for which shift, and where they lie. Memory is kept from search to search.</summary>
sealed class ShiftVotes
{
    const int Slots = 4096;

    /// <summary>Different shifts that are told apart; what comes after is noise.</summary>
    const int Capacity = 2048;

    readonly short[] slots = new short[Slots];
    readonly Shift[] shifts = new Shift[Capacity];
    readonly (short Shift, ushort X, ushort Y)[] votes = new (short Shift, ushort X, ushort Y)[AnchorTable.MeetingCapacity];
    int shiftCount;
    int voteCount;

    public void Clear()
    {
        Array.Fill(slots, (short)-1);
        (shiftCount, voteCount) = (0, 0);
    }

    /// <summary>
    /// An anchor at that place came from <paramref name="fromX"/>, <paramref name="fromY"/> pixels to the right and below.
    /// </summary>
    public void Add(int x, int y, int fromX, int fromY)
    {
        var slot = (int)((uint)(fromX * 0x9E3779B1 + fromY * 0x85EBCA77) >> 20);
        while (slots[slot] >= 0 && (shifts[slots[slot]].FromX != fromX || shifts[slots[slot]].FromY != fromY))
            slot = (slot + 1) % Slots;
        if (slots[slot] < 0)
        {
            if (shiftCount == Capacity)
                return;
            slots[slot] = (short)shiftCount;
            shifts[shiftCount++] = new Shift(fromX, fromY);
        }
        shifts[slots[slot]].Votes++;
        votes[voteCount++] = (slots[slot], (ushort)x, (ushort)y);
    }

    /// <summary>The votes of the shift that has most; 0 where there is none.</summary>
    public int Most => Best() is var best and >= 0 ? shifts[best].Votes : 0;

    /// <summary>
    /// Takes out the shift that most anchors speak for, with the bounds of those anchors. False where fewer than <paramref
    /// name="atLeast"/> do.
    /// </summary>
    public bool TakeBest(int atLeast, out Shift shift, out (int Left, int Top, int Right, int Bottom) bounds)
    {
        var best = Best();
        (shift, bounds) = (default, (int.MaxValue, int.MaxValue, 0, 0));
        if (best < 0 || shifts[best].Votes < atLeast)
            return false;
        shift = shifts[best];
        shifts[best].Votes = 0;
        foreach (var (of, x, y) in votes.AsSpan(0, voteCount))
            if (of == best)
                bounds = (Math.Min(bounds.Left, x), Math.Min(bounds.Top, y),
                    Math.Max(bounds.Right, x + RowAnchors.WidthPixels), Math.Max(bounds.Bottom, y + 1));
        return true;
    }

    /// <summary>Anchors within a rectangle have no vote any more: it is known where it came from.</summary>
    public void Withdraw(in Move move)
    {
        for (var i = voteCount - 1; i >= 0; i--)
        {
            var (of, x, y) = votes[i];
            if (x < move.X || x >= move.X + move.Width || y < move.Y || y >= move.Y + move.Height)
                continue;
            shifts[of].Votes--;
            votes[i] = votes[--voteCount];
        }
    }

    int Best()
    {
        var best = -1;
        for (var i = 0; i < shiftCount; i++)
            if (shifts[i].Votes > 0 && (best < 0 || shifts[i].Votes > shifts[best].Votes))
                best = i;
        return best;
    }
}
