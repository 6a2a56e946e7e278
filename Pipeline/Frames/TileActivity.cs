using System.Numerics;
using Scanout.Codecs.Tiles;

namespace Scanout.Pipeline.Frames;

/// <summary>
/// How often each tile of a picture has changed lately, by the serials of the frames that were looked at; no frame and no tile is held. It
/// need not see every frame. Owned by the surface's <see cref="FrameVideo"/>, under its lock.
/// </summary>
sealed class TileActivity(TimeProvider timeProvider)
{
    /// <summary>A tile that has not changed for so long rests.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(400);

    /// <summary>
    /// Time is counted in slots of a tenth of a second, as 10 pictures a second are the fewest that a moving display gives.
    /// </summary>
    public const int SlotsPerSecond = 10;

    /// <summary>
    /// A tile is busy when it changed in each of the last slots, the one that goes on counted where it has already: so many, for the
    /// animation of a window is over before. Or when it did in most of some more: films of few pictures a second have tiles that do not
    /// change with each of them, and stand still at times.
    /// </summary>
    const int BusySlots = 0b11111;
    const int MostlyBusySlots = 0b11111111;
    const int MinMostlyBusySlots = 6;

    readonly long restTicks = (long)(Rest.TotalSeconds * timeProvider.TimestampFrequency);
    readonly List<long> latest = [];
    long[] serials = [];
    long[] changedAt = [];
    ushort[] slots = [];
    long lookedAt;

    public int WidthPixels { get; private set; }
    public int HeightPixels { get; private set; }
    public int Columns { get; private set; }
    public int Rows { get; private set; }

    /// <summary>The newest frame that was looked at.</summary>
    public long FrameNumber { get; private set; }

    /// <summary>The slot of the last look.</summary>
    public long Slot { get; private set; }

    public bool HasSizeOf(Frame frame) => WidthPixels == frame.WidthPixels && HeightPixels == frame.HeightPixels;

    /// <summary>Looks at a frame that is newer than the last one; false where what was known is of no use any more.</summary>
    public bool Look(Frame frame, long now)
    {
        FrameNumber = frame.Number;
        if (frame.Origin.IsNotice || !HasSizeOf(frame))
        {
            Begin(frame, now);
            return false;
        }
        Advance(now);
        var tiles = frame.Tiles;
        for (var i = 0; i < tiles.Length; i++)
            if (serials[i] != tiles[i].Serial)
                (serials[i], changedAt[i], slots[i]) = (tiles[i].Serial, now, (ushort)(slots[i] | 1));
        return true;
    }

    /// <summary>Whether there was no frame for so long that all rests.</summary>
    public bool IsAtRest(long now) => now - lookedAt >= restTicks;

    /// <summary>Whether a tile goes on changing.</summary>
    public bool IsBusy(int index) => IsBusyBy(slots[index]) || IsBusyBy(slots[index] >> 1);

    /// <summary>Whether a tile has not come to rest.</summary>
    public bool IsAlive(int index, long now) => slots[index] != 0 && now - changedAt[index] < restTicks;

    /// <summary>How long until fewer than some tiles of an area, which has as many, do not rest; none of it changes meanwhile.</summary>
    public TimeSpan LeftUntilRest(TileRectangle area, int tiles, long now)
    {
        latest.Clear();
        for (var row = area.Top; row < area.Bottom; row++)
            for (var column = area.Left; column < area.Right; column++)
                latest.Add(changedAt[row * Columns + column]);
        latest.Sort();
        var left = Rest - timeProvider.GetElapsedTime(latest[^tiles], now);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    static bool IsBusyBy(int slots) =>
        (slots & BusySlots) == BusySlots || BitOperations.PopCount((uint)slots & MostlyBusySlots) >= MinMostlyBusySlots;

    /// <summary>Where a tile lies, as far as it is within the picture.</summary>
    public PixelRectangle PlaceOf(int index) =>
        new TileRectangle(index % Columns, index / Columns, index % Columns + 1, index / Columns + 1).In(WidthPixels, HeightPixels);

    /// <summary>A picture of another size, or none.</summary>
    void Begin(Frame frame, long now)
    {
        (WidthPixels, HeightPixels) = frame.Origin.IsNotice ? (0, 0) : (frame.WidthPixels, frame.HeightPixels);
        (Columns, Rows) = (TileGeometry.TilesOver(WidthPixels), TileGeometry.TilesOver(HeightPixels));
        serials = new long[Columns * Rows];
        changedAt = new long[serials.Length];
        slots = new ushort[serials.Length];
        for (var i = 0; i < serials.Length; i++)
            serials[i] = frame.Tiles[i].Serial;
        (lookedAt, Slot) = (now, SlotOf(now));
    }

    void Advance(long now)
    {
        var slot = SlotOf(now);
        if (IsAtRest(now))
            Array.Clear(slots);
        else if (slot > Slot)
        {
            // A slot in which there was no frame to look at is left out, as not each has one at so few frames a second.
            var by = (int)Math.Max(1, slot - Slot - 1);
            for (var i = 0; i < slots.Length; i++)
                slots[i] <<= by;
        }
        (lookedAt, Slot) = (now, Math.Max(slot, Slot));
    }

    long SlotOf(long timestamp) => (long)((Int128)timestamp * SlotsPerSecond / timeProvider.TimestampFrequency);
}
