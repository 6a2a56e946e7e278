using Scanout.Codecs.Scaling;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Hosting.Web.Wall;

/// <summary>
/// A display's picture, smaller by a power of two, that is kept up with its frames: of each frame only the tiles that are not the last one's are
/// made smaller. It knows them by their serials and holds no frame. Used by one thread at a time.
/// </summary>
sealed class ReducedPicture(int shift)
{
    long[] serials = [];
    byte[] pixels = [];

    public int WidthPixels { get; private set; }

    public int HeightPixels { get; private set; }

    /// <summary>Counts the changes.</summary>
    public long Version { get; private set; }

    /// <summary>Rows without gaps, BGRX.</summary>
    public ReadOnlySpan<byte> Pixels => pixels.AsSpan(0, WidthPixels * HeightPixels * 4);

    /// <summary>Becomes the frame's picture. Where the frame's sides are no multiples, their last pixels are left out.</summary>
    public void Follow(Frame frame)
    {
        var (width, height) = (frame.WidthPixels >> shift, frame.HeightPixels >> shift);
        if (width != WidthPixels || height != HeightPixels || serials.Length != frame.Tiles.Length)
        {
            (WidthPixels, HeightPixels) = (width, height);
            (serials, pixels) = (new long[frame.Tiles.Length], new byte[width * height * 4]);
        }
        var changed = false;
        for (var index = 0; index < serials.Length; index++)
            if (frame.Tiles[index] is var tile && serials[index] != tile.Serial)
            {
                serials[index] = tile.Serial;
                changed = true;
                Reduce(tile, index % frame.Columns, index / frame.Columns);
            }
        if (changed)
            Version++;
    }

    void Reduce(Tile tile, int column, int row)
    {
        var side = TileGeometry.TileSidePixels >> shift;
        var (left, top) = (column * side, row * side);
        var (columns, rows) = (Math.Min(side, WidthPixels - left), Math.Min(side, HeightPixels - top));
        if (columns > 0 && rows > 0)
            TileReducer.Reduce(tile.Pixels, shift, columns, rows, pixels.AsSpan((top * WidthPixels + left) * 4), WidthPixels * 4);
    }
}
