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
            slab.Pool.Return(slab, this);
        else if (left < 0)
            throw new InvalidOperationException("a tile was released more often than acquired");
    }

    internal void Begin(long serial)
    {
        Serial = serial;
        PredecessorSerial = 0;
        ChangedCells = TileDifference.AllCells;
        Volatile.Write(ref references, 1);
    }
}
