using System.Numerics;
using System.Runtime.InteropServices;
using Scanout.Codecs.Tiles;

namespace Scanout.Pipeline.Frames;

/// <summary>The memory of 64 tiles, 1 MiB, and a bit for each that is free. Owned by its pool and touched under the pool's lock.</summary>
sealed unsafe class TileSlab
{
    public const int TileCount = 64;
    public const int Bytes = TileCount * TileGeometry.TileBytes;

    readonly Tile[] tiles = new Tile[TileCount];
    readonly byte* memory;
    ulong free = ulong.MaxValue;

    public TileSlab(TilePool pool)
    {
        Pool = pool;
        memory = (byte*)NativeMemory.AlignedAlloc(Bytes, 4096);
        for (var i = 0; i < TileCount; i++)
            tiles[i] = new Tile(this, i, memory + (nint)i * TileGeometry.TileBytes);
    }

    public TilePool Pool { get; }

    /// <summary>Where it stands in the pool's list of slabs with room, or -1.</summary>
    public int Place { get; set; } = -1;

    public bool IsFull => free == 0;

    public bool IsEmpty => free == ulong.MaxValue;

    public Tile Take()
    {
        var index = BitOperations.TrailingZeroCount(free);
        free &= free - 1;
        return tiles[index];
    }

    public void Put(Tile tile) => free |= 1UL << tile.Index;

    public void Free() => NativeMemory.AlignedFree(memory);
}
