using System.Buffers;
using Scanout.Codecs.Pixels;
using Scanout.Codecs.Tiles;

namespace Scanout.Pipeline.Frames;

/// <summary>
/// An immutable picture: a grid of tiles, row by row, of which those that did not change are shared with the frame before. Counted: who got
/// it from <see cref="FrameBuilder.Build"/> or <see cref="Acquire"/> owes one <see cref="Release"/>.
/// </summary>
public sealed class Frame
{
    readonly Tile[] tiles;
    int references = 1;

    internal Frame(int widthPixels, int heightPixels, Tile[] tiles, FrameOrigin origin)
    {
        (WidthPixels, HeightPixels) = (widthPixels, heightPixels);
        Columns = TileGeometry.TilesOver(widthPixels);
        Rows = TileGeometry.TilesOver(heightPixels);
        this.tiles = tiles;
        Origin = origin;
    }

    public int WidthPixels { get; }
    public int HeightPixels { get; }

    /// <summary>Tiles in a row of the grid.</summary>
    public int Columns { get; }

    /// <summary>Rows of tiles.</summary>
    public int Rows { get; }

    /// <summary>When it was captured, from what, and with which cursor.</summary>
    public FrameOrigin Origin { get; }

    /// <summary>Counts the frames of a surface, from 1; given by <see cref="Surface.Publish"/>.</summary>
    public long Number { get; internal set; }

    /// <summary>When it became the newest: a timestamp, given likewise.</summary>
    public long PublishedAt { get; internal set; }

    /// <summary>The grid, row by row.</summary>
    public ReadOnlySpan<Tile> Tiles => tiles.AsSpan(0, Columns * Rows);

    public Tile this[int column, int row] => tiles[row * Columns + column];

    public bool HasSizeOf(Frame other) => WidthPixels == other.WidthPixels && HeightPixels == other.HeightPixels;

    /// <summary>One more holder.</summary>
    public Frame Acquire()
    {
        if (Interlocked.Increment(ref references) <= 1)
            throw new InvalidOperationException("a frame was acquired that nobody held");
        return this;
    }

    /// <summary>One holder less; with the last, its tiles are released.</summary>
    public void Release()
    {
        var left = Interlocked.Decrement(ref references);
        if (left < 0)
            throw new InvalidOperationException("a frame was released more often than acquired");
        if (left > 0)
            return;
        foreach (var tile in Tiles)
            tile.Release();
        ArrayPool<Tile>.Shared.Return(tiles, clearArray: true);
    }

    /// <summary>
    /// Copies the pixels of a rectangle, BGRX8888, to linear memory. The rectangle lies within the frame.
    /// </summary>
    public void CopyTo(PixelRectangle area, Span<byte> destination, int strideBytes)
    {
        for (var y = area.Y; y < area.Bottom; y++)
        {
            var row = destination.Slice((y - area.Y) * strideBytes, area.Width * 4);
            var tileOffset = y % TileGeometry.TileSidePixels * TileGeometry.TileStrideBytes;
            var tileRow = y / TileGeometry.TileSidePixels * Columns;
            for (var x = area.X; x < area.Right;)
            {
                var inside = x % TileGeometry.TileSidePixels;
                var count = Math.Min(TileGeometry.TileSidePixels - inside, area.Right - x);
                tiles[tileRow + x / TileGeometry.TileSidePixels].Pixels.Slice(tileOffset + inside * 4, count * 4).CopyTo(row);
                row = row[(count * 4)..];
                x += count;
            }
        }
    }
}

/// <summary>What is known of a frame beside its pixels.</summary>
/// <param name="Timestamp">When its capture began: a timestamp of the pipeline's <see cref="TimeProvider"/>.</param>
/// <param name="Format">The source's format; null where the frame was not read from a device.</param>
/// <param name="Cursor">The cursor plane, where the device has one: it is not part of the tiles.</param>
/// <param name="IsNotice">Whether it stands in for a picture that is not to be had: the last one darkened, under a notice.</param>
public readonly record struct FrameOrigin(long Timestamp, PixelFormat? Format, Cursor? Cursor, bool IsNotice = false);
