using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>A JPEG of tiles side by side, as it is kept with the leftmost: good for as long as the others are those that it was made of.</summary>
sealed record RfbJpegRun(EncodedBlock Block, long[] Serials)
{
    public static long[] SerialsOf(ReadOnlySpan<Tile> tiles)
    {
        var serials = new long[tiles.Length];
        for (var i = 0; i < tiles.Length; i++)
            serials[i] = tiles[i].Serial;
        return serials;
    }

    public bool IsOf(ReadOnlySpan<Tile> tiles)
    {
        if (tiles.Length != Serials.Length)
            return false;
        for (var i = 0; i < tiles.Length; i++)
            if (tiles[i].Serial != Serials[i])
                return false;
        return true;
    }
}
