using System.Buffers;
using Scanout.Codecs.Tiles;

namespace Scanout.Pipeline.Frames;

/// <summary>
/// Puts a frame together from new tiles and, where none was given, those of the frame before. One thread uses it; it is used again after
/// <see cref="Build"/> or <see cref="Abandon"/>, and holds no tile in between.
/// </summary>
public sealed class FrameBuilder(TilePool pool)
{
    Tile[]? grid;
    Frame? previous;
    int width;
    int height;
    int count;

    /// <summary>Tiles that are new since <see cref="Begin"/>.</summary>
    public int NewTiles { get; private set; }

    /// <summary>Starts a frame. Where <paramref name="previous"/> is null or of another size, every tile must be made anew.</summary>
    public void Begin(int widthPixels, int heightPixels, Frame? previous)
    {
        Abandon();
        (width, height) = (widthPixels, heightPixels);
        this.previous = previous is not null && previous.WidthPixels == width && previous.HeightPixels == height ? previous : null;
        count = TileGeometry.TilesOver(width) * TileGeometry.TilesOver(height);
    }

    /// <summary>
    /// A new tile at that place of the grid, to be filled by the caller. The builder holds it.
    /// </summary>
    /// <param name="index">Row by row.</param>
    /// <param name="changedCells">The cells in which it will differ from the tile that it replaces.</param>
    public Span<byte> AddTile(int index, ushort changedCells)
    {
        if (grid is null)
        {
            grid = ArrayPool<Tile>.Shared.Rent(count);
            Array.Clear(grid);
        }
        var tile = pool.Rent();
        if (previous is not null)
            (tile.PredecessorSerial, tile.ChangedCells) = (previous.Tiles[index].Serial, changedCells);
        grid[index]?.Release();
        grid[index] = tile;
        NewTiles++;
        return tile.Writable;
    }

    /// <summary>The frame, which the caller holds.</summary>
    public Frame Build(FrameOrigin origin)
    {
        var tiles = grid ?? ArrayPool<Tile>.Shared.Rent(count);
        if (grid is null)
            Array.Clear(tiles);
        for (var i = 0; i < count; i++)
        {
            if (tiles[i] is not null)
                continue;
            tiles[i] = previous?.Tiles[i] ?? throw new InvalidOperationException("a frame was built with a tile missing");
            tiles[i].Acquire();
        }
        grid = null;
        NewTiles = 0;
        return new Frame(width, height, tiles, origin);
    }

    /// <summary>Lets go of the tiles of a frame that will not be built.</summary>
    public void Abandon()
    {
        NewTiles = 0;
        if (grid is null)
            return;
        for (var i = 0; i < count; i++)
            grid[i]?.Release();
        ArrayPool<Tile>.Shared.Return(grid, clearArray: true);
        grid = null;
    }
}
