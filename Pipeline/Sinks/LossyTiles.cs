using Scanout.Codecs.Motion;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks;

/// <summary>
/// Where a viewer's picture is only nearly right, and since when: once such a tile has rested, it is sent again without loss. Owned by one session.
/// </summary>
public sealed class LossyTiles(TimeProvider timeProvider)
{
    /// <summary>A tile that has not changed for so long rests.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(400);

    readonly List<int> touched = [];
    long[] since = [];
    int columns;

    /// <summary>How many tiles are not exact.</summary>
    public int Count { get; private set; }

    public void Reset(int widthPixels, int heightPixels)
    {
        columns = TileGeometry.TilesOver(widthPixels);
        since = new long[columns * TileGeometry.TilesOver(heightPixels)];
        Count = 0;
    }

    /// <summary>The tile was sent with loss.</summary>
    public void Mark(int index)
    {
        if (since[index] == 0)
            Count++;
        since[index] = Math.Max(1, timeProvider.GetTimestamp());
    }

    /// <summary>The whole tile was sent without loss.</summary>
    public void Clear(int index)
    {
        if (since[index] != 0)
            Count--;
        since[index] = 0;
    }

    /// <summary>The viewer has copied parts of its picture: what was not exact is so at its new place too.</summary>
    public void Copy(IReadOnlyList<Move> moves)
    {
        if (Count == 0)
            return;
        foreach (var move in moves)
        {
            touched.Clear();
            AddLossy(move.SourceX, move.SourceY, move.Width, move.Height, touched);
            foreach (var index in touched)
                MarkTarget(index, move);
        }
    }

    /// <summary>Adds the tiles of an area that rest, up to a number, and says how long until the next one of it may; null where none is left.</summary>
    public TimeSpan? AddRested(PixelRectangle area, int maxCount, List<int> rested)
    {
        if (Count == 0)
            return null;
        var now = timeProvider.GetTimestamp();
        TimeSpan? soonest = null;
        for (var index = 0; index < since.Length; index++)
        {
            var corner = new PixelRectangle(
                index % columns * TileGeometry.TileSidePixels, index / columns * TileGeometry.TileSidePixels, 1, 1);
            if (since[index] == 0 || corner.Intersect(area).IsEmpty)
                continue;
            var left = Rest - timeProvider.GetElapsedTime(since[index], now);
            if (left <= TimeSpan.Zero && rested.Count < maxCount)
                rested.Add(index);
            else if (soonest is null || left < soonest)
                soonest = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
        return soonest;
    }

    void AddLossy(int x, int y, int width, int height, List<int> found)
    {
        for (var row = y / TileGeometry.TileSidePixels; row <= (y + height - 1) / TileGeometry.TileSidePixels; row++)
            for (var column = x / TileGeometry.TileSidePixels; column <= (x + width - 1) / TileGeometry.TileSidePixels; column++)
                if (since[row * columns + column] != 0)
                    found.Add(row * columns + column);
    }

    /// <summary>The tiles onto which the part of a tile that the move takes falls.</summary>
    void MarkTarget(int index, Move move)
    {
        var (tileX, tileY) = (index % columns * TileGeometry.TileSidePixels, index / columns * TileGeometry.TileSidePixels);
        var left = Math.Max(tileX, move.SourceX) - move.SourceX + move.X;
        var top = Math.Max(tileY, move.SourceY) - move.SourceY + move.Y;
        var right = Math.Min(tileX + TileGeometry.TileSidePixels, move.SourceX + move.Width) - move.SourceX + move.X;
        var bottom = Math.Min(tileY + TileGeometry.TileSidePixels, move.SourceY + move.Height) - move.SourceY + move.Y;
        for (var row = top / TileGeometry.TileSidePixels; row <= (bottom - 1) / TileGeometry.TileSidePixels; row++)
            for (var column = left / TileGeometry.TileSidePixels; column <= (right - 1) / TileGeometry.TileSidePixels; column++)
                Mark(row * columns + column);
    }
}
