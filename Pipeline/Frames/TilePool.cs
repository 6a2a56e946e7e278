namespace Scanout.Pipeline.Frames;

/// <summary>
/// The native memory of all tiles of the process's displays. Any thread may rent and release. Memory goes back to the system when slabs
/// stand empty, but for a few that the next full change of a picture would ask for again.
/// </summary>
public sealed class TilePool
{
    /// <summary>Empty slabs that are kept: one fully changed 1080p picture's worth.</summary>
    const int SpareSlabs = 8;

    /// <summary>What may be kept of tiles' encodings, all displays together.</summary>
    const long MaxEncodedBytes = 256L << 20;

    readonly Lock gate = new();
    readonly List<TileSlab> withRoom = [];
    long lastSerial;
    int slabCount;
    int emptySlabs;
    int tilesOut;
    long encodedBytes;

    /// <summary>Tiles that somebody holds.</summary>
    public int TilesOut => Volatile.Read(ref tilesOut);

    /// <summary>Native memory that the pool has from the system.</summary>
    public long NativeBytes => (long)Volatile.Read(ref slabCount) * TileSlab.Bytes;

    /// <summary>Managed memory of the encodings that are kept with tiles.</summary>
    public long EncodedBytes => Volatile.Read(ref encodedBytes);

    /// <summary>Asks for room for an encoding; false where there is none.</summary>
    internal bool TryTakeEncodedBytes(int bytes)
    {
        if (Interlocked.Add(ref encodedBytes, bytes) <= MaxEncodedBytes)
            return true;
        GiveEncodedBytes(bytes);
        return false;
    }

    internal void GiveEncodedBytes(long bytes) => Interlocked.Add(ref encodedBytes, -bytes);

    /// <summary>A tile with one holder, the caller. What its pixels are is not said.</summary>
    public Tile Rent()
    {
        lock (gate)
        {
            if (withRoom.Count == 0)
                AddSlab();
            var slab = withRoom[^1];
            if (slab.IsEmpty)
                emptySlabs--;
            var tile = slab.Take();
            if (slab.IsFull)
                RemoveFromRoom(slab);
            tilesOut++;
            tile.Begin(++lastSerial);
            return tile;
        }
    }

    /// <summary>Gives empty slabs back: a display has gone, and what it needed will not be asked for again.</summary>
    public void Trim()
    {
        lock (gate)
            FreeEmptySlabs(keep: 0);
    }

    internal void Return(TileSlab slab, Tile tile)
    {
        lock (gate)
        {
            if (slab.IsFull)
                AddToRoom(slab);
            slab.Put(tile);
            tilesOut--;
            if (slab.IsEmpty)
                emptySlabs++;
            if (tilesOut == 0)
                FreeEmptySlabs(keep: 0);
            else if (emptySlabs > SpareSlabs)
                FreeEmptySlabs(SpareSlabs);
        }
    }

    void AddSlab()
    {
        var slab = new TileSlab(this);
        slabCount++;
        emptySlabs++;
        AddToRoom(slab);
    }

    void FreeEmptySlabs(int keep)
    {
        for (var i = withRoom.Count - 1; i >= 0 && emptySlabs > keep; i--)
        {
            var slab = withRoom[i];
            if (!slab.IsEmpty)
                continue;
            RemoveFromRoom(slab);
            slab.Free();
            slabCount--;
            emptySlabs--;
        }
    }

    void AddToRoom(TileSlab slab)
    {
        slab.Place = withRoom.Count;
        withRoom.Add(slab);
    }

    void RemoveFromRoom(TileSlab slab)
    {
        var last = withRoom[^1];
        withRoom[slab.Place] = last;
        last.Place = slab.Place;
        withRoom.RemoveAt(withRoom.Count - 1);
        slab.Place = -1;
    }
}
