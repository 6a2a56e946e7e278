using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Scanout.Codecs.Rfb;
using Scanout.Codecs.Tiles;

namespace Scanout.Pipeline.Frames;

/// <summary>Finds out what tiles look like, once for all sinks: the answer is kept with the tile. Any thread may ask.</summary>
public static class TileTextures
{
    static readonly ConcurrentBag<BlockScan> Scans = [];

    /// <summary>What a tile looks like.</summary>
    /// <param name="tile">Held by the caller.</param>
    /// <param name="place">Where it lies, as far as that is within the picture.</param>
    public static TileTexture Of(Tile tile, PixelRectangle place)
    {
        ArgumentNullException.ThrowIfNull(tile);
        if (tile.Texture != TileTexture.Unknown)
            return tile.Texture;
        if (!Scans.TryTake(out var scan))
            scan = new BlockScan();
        var isPhotographic = scan.IsPhotographic(
            MemoryMarshal.Cast<byte, uint>(tile.Pixels), TileGeometry.TileSidePixels, place.Width, place.Height);
        Scans.Add(scan);
        return tile.Texture = isPhotographic ? TileTexture.Photographic : TileTexture.Drawn;
    }
}
