namespace Scanout.Codecs.Rfb;

/// <summary>
/// The colour that most pixels have, or nearly so: each of a few slots keeps the winner of a vote (Boyer and Moore) among the colours
/// that fall to it.
/// </summary>
static class FrequentColour
{
    const int SlotBits = 6;

    public static uint Of(ReadOnlySpan<uint> pixels)
    {
        Span<uint> colours = stackalloc uint[1 << SlotBits];
        Span<int> votes = stackalloc int[1 << SlotBits];
        votes.Clear();
        while (!pixels.IsEmpty)
        {
            var colour = pixels[0];
            var run = pixels.IndexOfAnyExcept(colour);
            run = run < 0 ? pixels.Length : run;
            pixels = pixels[run..];
            var slot = (int)(colour * 0x9E3779B1u >> (32 - SlotBits));
            if (colours[slot] == colour)
                votes[slot] += run;
            else if (votes[slot] < run)
                (colours[slot], votes[slot]) = (colour, run - votes[slot]);
            else
                votes[slot] -= run;
        }
        var best = 0;
        for (var slot = 1; slot < votes.Length; slot++)
            if (votes[slot] > votes[best])
                best = slot;
        return colours[best];
    }
}
