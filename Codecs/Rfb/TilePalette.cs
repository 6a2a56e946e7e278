namespace Scanout.Codecs.Rfb;

/// <summary>
/// The colours of a rectangle, in the order in which they come, up to a limit. One encoder owns it and fills it anew for each rectangle.
/// </summary>
sealed class TilePalette
{
    public const int MaxColours = 256;
    const int Slots = 1024;

    readonly uint[] colours = new uint[MaxColours];
    readonly short[] slots = new short[Slots];

    /// <summary>How many colours there are; one more than the limit where there are too many.</summary>
    public int Count { get; private set; }

    /// <summary>The colours, each as a BGRX pixel whose top byte is zero.</summary>
    public ReadOnlySpan<uint> Colours => colours.AsSpan(0, Math.Min(Count, MaxColours));

    /// <summary>Finds the colours of the pixels; false, early, where there are more than the limit.</summary>
    public bool TryFill(ReadOnlySpan<uint> bgrx, int limit)
    {
        Array.Fill(slots, (short)-1);
        Count = 0;
        var last = bgrx.IsEmpty ? 0 : ~bgrx[0];
        foreach (var pixel in bgrx)
        {
            if (pixel == last)
                continue;
            last = pixel;
            if (!TryAdd(pixel & 0xFFFFFF, limit))
                return false;
        }
        return true;
    }

    /// <summary>The place of a colour that is in the palette.</summary>
    public int IndexOf(uint bgrx)
    {
        var colour = bgrx & 0xFFFFFF;
        var slot = Hash(colour);
        while (colours[slots[slot]] != colour)
            slot = (slot + 1) % Slots;
        return slots[slot];
    }

    bool TryAdd(uint colour, int limit)
    {
        var slot = Hash(colour);
        for (; slots[slot] >= 0; slot = (slot + 1) % Slots)
            if (colours[slots[slot]] == colour)
                return true;
        if (Count == limit)
        {
            Count = limit + 1;
            return false;
        }
        colours[Count] = colour;
        slots[slot] = (short)Count++;
        return true;
    }

    static int Hash(uint colour) => (int)(colour * 0x9E3779B1u >> 22);
}
