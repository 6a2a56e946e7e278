using System.Runtime.CompilerServices;

namespace Scanout.Codecs.Motion;

/// <summary>
/// Anchors of the newer picture by their names, and where in the older one they were met. Memory is kept from search to search.
/// </summary>
sealed class AnchorTable
{
    /// <summary>Anchors that it is filled with at most, and meetings that it records.</summary>
    public const int Capacity = 1536, MeetingCapacity = 4096;

    /// <summary>An anchor met more often says nothing of where it came from.</summary>
    const int FewMeetings = 3;

    const int Slots = 4096;
    const byte Ambiguous = byte.MaxValue;

    readonly ulong[] names = new ulong[Slots];
    readonly (ushort X, ushort Y)[] places = new (ushort X, ushort Y)[Slots];
    readonly byte[] meetings = new byte[Slots];
    readonly (ushort Slot, ushort X, ushort Y)[] met = new (ushort Slot, ushort X, ushort Y)[MeetingCapacity];
    int metCount;

    /// <summary>Anchors in the table.</summary>
    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    public void Clear()
    {
        Array.Clear(names);
        Array.Clear(meetings);
        (Count, metCount) = (0, 0);
    }

    /// <summary>Another anchor of the newer picture. One that occurs twice there is of no use.</summary>
    public void Add(ulong name, int x, int y)
    {
        var slot = Slot(name);
        if (names[slot] == name)
        {
            if (places[slot] != ((ushort)x, (ushort)y))
                meetings[slot] = Ambiguous;
            return;
        }
        names[slot] = name;
        places[slot] = ((ushort)x, (ushort)y);
        Count++;
    }

    /// <summary>An anchor of the older picture.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Meet(ulong name, int x, int y)
    {
        var slot = Slot(name);
        if (names[slot] == name)
            Record(slot, x, y);
    }

    /// <summary>Hands on each anchor that was met where it now is not.</summary>
    public void Vote(ShiftVotes votes)
    {
        for (var i = 0; i < metCount; i++)
        {
            var (slot, x, y) = met[i];
            if (meetings[slot] <= FewMeetings)
                votes.Add(places[slot].X, places[slot].Y, x - places[slot].X, y - places[slot].Y);
        }
    }

    void Record(int slot, int x, int y)
    {
        // What stayed where it was did not move, wherever else it is to be found.
        if (places[slot] == ((ushort)x, (ushort)y))
            meetings[slot] = Ambiguous;
        if (meetings[slot] > FewMeetings)
            return;
        meetings[slot]++;
        if (metCount < MeetingCapacity)
            met[metCount++] = ((ushort)slot, (ushort)x, (ushort)y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Slot(ulong name)
    {
        var slot = (int)(name >> 40) & (Slots - 1);
        while (names[slot] != 0 && names[slot] != name)
            slot = (slot + 1) & (Slots - 1);
        return slot;
    }
}
