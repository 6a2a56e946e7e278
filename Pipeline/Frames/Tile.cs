using Scanout.Codecs.Tiles;

namespace Scanout.Pipeline.Frames;

/// <summary>
/// An immutable block of 64×64 pixels, BGRX8888, 256 bytes a row, in native memory of its <see cref="TilePool"/>. Counted: who got it from
/// <see cref="TilePool.Rent"/> or <see cref="Acquire"/> owes one <see cref="Release"/>. It may be written only before it is part of a frame.
/// Pixels outside the picture are zero.
/// </summary>
/// <remarks>
/// The object lives again after its last release, with another <see cref="Serial"/>. So two tiles may be compared by reference exactly while
/// both are held, which is what a sink does with the frame that it sent last.
/// </remarks>
public sealed unsafe class Tile
{
    readonly TileSlab slab;
    readonly byte* pixels;
    int references;
    TileEncoding? encodings;
    volatile TileTexture texture;

    internal Tile(TileSlab slab, int index, byte* pixels)
    {
        this.slab = slab;
        this.pixels = pixels;
        Index = index;
    }

    internal int Index { get; }

    /// <summary>Unlike that of any other tile that was ever rented from the pool.</summary>
    public long Serial { get; private set; }

    /// <summary>The serial of the tile that this one took the place of, or 0.</summary>
    public long PredecessorSerial { get; internal set; }

    /// <summary>The 16×16 cells that differ from the predecessor's: bit <c>row * 4 + column</c>.</summary>
    public ushort ChangedCells { get; internal set; } = TileDifference.AllCells;

    /// <summary>What it looks like, where somebody has found out.</summary>
    public TileTexture Texture
    {
        get => texture;
        internal set => texture = value;
    }

    /// <summary>What was made of an area of the tile for a profile, where it was kept; the caller holds the tile.</summary>
    public object? FindEncoding(object profile, PixelRectangle area)
    {
        for (var kept = Volatile.Read(ref encodings); kept is not null; kept = kept.Next)
            if (kept.Area == area && kept.Profile.Equals(profile))
                return kept.Encoded;
        return null;
    }

    /// <summary>
    /// Keeps what was made of an area, for as long as the tile lives and there is room for it; the caller holds the tile. Any thread may.
    /// </summary>
    public void KeepEncoding(object profile, PixelRectangle area, object encoded, int memoryBytes)
    {
        if (!slab.Pool.TryTakeEncodedBytes(memoryBytes))
            return;
        for (;;)
        {
            var before = Volatile.Read(ref encodings);
            var kept = before?.Count < TileEncoding.MaxCount ? before : null;
            if (Interlocked.CompareExchange(ref encodings, new TileEncoding(profile, area, encoded, memoryBytes, kept), before) != before)
                continue;
            if (kept is null && before is not null)
                slab.Pool.GiveEncodedBytes(before.TotalBytes);
            return;
        }
    }

    /// <summary>Rows of 256 bytes.</summary>
    public ReadOnlySpan<byte> Pixels => new(pixels, TileGeometry.TileBytes);

    /// <summary>The same memory, for who rented it and has not yet given it to a frame.</summary>
    internal Span<byte> Writable => new(pixels, TileGeometry.TileBytes);

    /// <summary>The cells in which this tile differs from another one in its place. Both are held.</summary>
    public ushort CellsUnlike(Tile other) =>
        ReferenceEquals(this, other) ? (ushort)0 : PredecessorSerial == other.Serial ? ChangedCells : TileDifference.Cells(other.Pixels, Pixels);

    /// <summary>One more holder.</summary>
    public void Acquire()
    {
        if (Interlocked.Increment(ref references) <= 1)
            throw new InvalidOperationException("a tile was acquired that nobody held");
    }

    /// <summary>One holder less; the last one gives it back to the pool.</summary>
    public void Release()
    {
        var left = Interlocked.Decrement(ref references);
        if (left == 0)
        {
            if (encodings is { } kept)
                slab.Pool.GiveEncodedBytes(kept.TotalBytes);
            encodings = null;
            slab.Pool.Return(slab, this);
        }
        else if (left < 0)
            throw new InvalidOperationException("a tile was released more often than acquired");
    }

    internal void Begin(long serial)
    {
        Serial = serial;
        PredecessorSerial = 0;
        ChangedCells = TileDifference.AllCells;
        texture = TileTexture.Unknown;
        Volatile.Write(ref references, 1);
    }
}
