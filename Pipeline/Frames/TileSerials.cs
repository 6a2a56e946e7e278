namespace Scanout.Pipeline.Frames;

/// <summary>What tells tiles side by side from those that come in their places: their serials.</summary>
static class TileSerials
{
    public static long[] Of(ReadOnlySpan<Tile> tiles)
    {
        var serials = new long[tiles.Length];
        for (var i = 0; i < tiles.Length; i++)
            serials[i] = tiles[i].Serial;
        return serials;
    }

    /// <summary>Whether the serials are those of the tiles, which the caller holds.</summary>
    public static bool AreOf(ReadOnlySpan<long> serials, ReadOnlySpan<Tile> tiles)
    {
        if (tiles.Length != serials.Length)
            return false;
        for (var i = 0; i < tiles.Length; i++)
            if (tiles[i].Serial != serials[i])
                return false;
        return true;
    }
}
