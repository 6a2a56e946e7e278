using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Scanout.Codecs.Lz4;
using Scanout.Codecs.Spice;
using Scanout.Codecs.Tiles;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// The compressed pixels of runs: areas within one row of tiles, as wide as a draw is. Nothing in them depends on a viewer: they are made once,
/// kept with their tiles, and an image is made of those that lie one above the other. Any thread may ask.
/// </summary>
static class SpiceRuns
{
    const int TileWords = TileGeometry.TileStrideBytes / 4;

    static readonly object Lz4Profile = new Profile(SpiceImageType.Lz4);
    static readonly object LzProfile = new Profile(SpiceImageType.LzRgb);
    static readonly ConcurrentBag<SpiceScratch> Scratch = [];

    /// <summary>What whose turn it is to make runs is asked for.</summary>
    public static object ProfileOf(SpiceImageType type) => type == SpiceImageType.Lz4 ? Lz4Profile : LzProfile;

    /// <summary>The run of an area that somebody made; null where it must be made.</summary>
    public static byte[]? Find(Frame frame, PixelRectangle area, SpiceImageType type)
    {
        var tiles = TilesOf(frame, area);
        var within = Within(area);
        if (IsWholeTile(within, type))
            return TileEncodings.FindLz4(tiles[0]);
        return tiles[0].FindEncoding(ProfileOf(type), within) is SpiceRun run && TileSerials.AreOf(run.Serials, tiles) ? run.Bytes : null;
    }

    /// <summary>Makes the run of an area and keeps it.</summary>
    public static byte[] Make(Frame frame, PixelRectangle area, SpiceImageType type)
    {
        var tiles = TilesOf(frame, area);
        var within = Within(area);
        if (IsWholeTile(within, type))
            return TileEncodings.Lz4(tiles[0], before: null);
        if (!Scratch.TryTake(out var scratch))
            scratch = new SpiceScratch();
        var bytes = type == SpiceImageType.Lz4 ? CompressLz4(scratch, frame, area) : CompressLz(scratch, frame, tiles, area, within);
        Scratch.Add(scratch);
        var run = new SpiceRun(bytes, TileSerials.Of(tiles));
        tiles[0].KeepEncoding(ProfileOf(type), within, run, run.MemoryBytes);
        return bytes;
    }

    /// <summary>Whether recordings and all other sinks have the same bytes.</summary>
    static bool IsWholeTile(PixelRectangle within, SpiceImageType type) => type == SpiceImageType.Lz4
        && within is { X: 0, Y: 0, Width: TileGeometry.TileSidePixels, Height: TileGeometry.TileSidePixels };

    static byte[] CompressLz4(SpiceScratch scratch, Frame frame, PixelRectangle area)
    {
        var pixels = scratch.Gather(frame, area);
        var block = scratch.Output(Lz4Block.MaxCompressedBytes(pixels.Length));
        return block[..Lz4Block.Compress(pixels, block, scratch.Lz4State, TileEncodings.UsualAcceleration)].ToArray();
    }

    static byte[] CompressLz(SpiceScratch scratch, Frame frame, ReadOnlySpan<Tile> tiles, PixelRectangle area, PixelRectangle within)
    {
        var tokens = scratch.Output(SpiceLzImage.MaxTokenBytes(area.Width * area.Height));
        // A part of one tile need not be gathered.
        var pixels = tiles.Length == 1 ? tiles[0].Pixels[(within.Y * TileGeometry.TileStrideBytes + within.X * 4)..] : scratch.Gather(frame, area);
        var strideWords = tiles.Length == 1 ? TileWords : area.Width;
        return tokens[..SpiceLzImage.Encode(
            MemoryMarshal.Cast<byte, uint>(pixels), strideWords, area.Width, area.Height, tokens,
            scratch.LzMemory(area.Width * area.Height))].ToArray();
    }

    /// <summary>The area in pixels from its first tile's corner.</summary>
    static PixelRectangle Within(PixelRectangle area) =>
        area with { X = area.X % TileGeometry.TileSidePixels, Y = area.Y % TileGeometry.TileSidePixels };

    static ReadOnlySpan<Tile> TilesOf(Frame frame, PixelRectangle area)
    {
        var first = area.X / TileGeometry.TileSidePixels;
        return frame.Tiles.Slice(
            area.Y / TileGeometry.TileSidePixels * frame.Columns + first, (area.Right - 1) / TileGeometry.TileSidePixels - first + 1);
    }

    sealed record Profile(SpiceImageType Type);
}
