using System.Runtime.CompilerServices;
using Scanout.Codecs.Lz4;
using Scanout.Codecs.Recording;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks;

/// <summary>What several sinks need of a tile: made once, and kept with the tile for whoever needs the same.</summary>
static class TileEncodings
{
    static readonly object Lz4Profile = new TileLz4();
    static readonly object DigestProfile = new TileColoursDigest();
    static readonly PixelRectangle WholeTile = new(0, 0, TileGeometry.TileSidePixels, TileGeometry.TileSidePixels);

    [ThreadStatic]
    static byte[]? state;

    /// <summary>A tile of which LZ4 makes no less than this is a film's or a photograph's, and so is, most likely, what comes in its place.</summary>
    const int HardBytes = TileGeometry.TileBytes * 3 / 4;

    /// <summary>LZ4's acceleration: a sixth less time for a thirtieth more bytes.</summary>
    public const int UsualAcceleration = 4;

    /// <summary>For hard ones, of which there is little to be had.</summary>
    const int HardAcceleration = 16;

    /// <summary>The tile's LZ4 block where it has been made; null where not. The caller holds the tile.</summary>
    public static byte[]? FindLz4(Tile tile) => tile.FindEncoding(Lz4Profile, WholeTile) as byte[];

    /// <summary>The tile's 16,384 bytes as an LZ4 block. The caller holds both tiles.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="before">What was in its place before it; null where nothing was.</param>
    [SkipLocalsInit]
    public static byte[] Lz4(Tile tile, Tile? before)
    {
        if (FindLz4(tile) is { } kept)
            return kept;
        var acceleration = before?.FindEncoding(Lz4Profile, WholeTile) is byte[] { Length: >= HardBytes } ? HardAcceleration : UsualAcceleration;
        state ??= GC.AllocateArray<byte>(Lz4Block.StateBytes, pinned: true);
        Span<byte> block = stackalloc byte[Lz4Block.MaxCompressedBytes(TileGeometry.TileBytes)];
        var made = block[..Lz4Block.Compress(tile.Pixels, block, state, acceleration)].ToArray();
        tile.KeepEncoding(Lz4Profile, WholeTile, made, made.Length);
        return made;
    }

    /// <summary>The digest of the tile's colours. The caller holds the tile.</summary>
    public static Digest Digest(Tile tile)
    {
        if (tile.FindEncoding(DigestProfile, WholeTile) is Digest kept)
            return kept;
        var made = TileColours.DigestOf(tile.Pixels);
        tile.KeepEncoding(DigestProfile, WholeTile, made, Codecs.Recording.Digest.Bytes);
        return made;
    }

    sealed record TileLz4;

    sealed record TileColoursDigest;
}
