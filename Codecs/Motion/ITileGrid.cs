using Scanout.Codecs.Tiles;

namespace Scanout.Codecs.Motion;

/// <summary>
/// A picture as the codecs see it: tiles of <see cref="TileGeometry.TileBytes"/> bytes, each in memory of its own. A struct implements
/// it, so that a tile costs no virtual call.
/// </summary>
public interface ITileGrid
{
    int WidthPixels { get; }
    int HeightPixels { get; }

    /// <summary>The tile's pixels, <see cref="TileGeometry.TileStrideBytes"/> bytes a row; tiles are counted row by row.</summary>
    ReadOnlySpan<byte> Tile(int index);
}
