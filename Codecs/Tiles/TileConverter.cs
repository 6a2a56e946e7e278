using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scanout.Codecs.Pixels;

namespace Scanout.Codecs.Tiles;

/// <summary>Makes a tile of BGRX pixels from a band of a plane's shadow, in whatever format and order that is.</summary>
public static class TileConverter
{
    /// <summary>Writes the whole tile; what of it lies outside the picture becomes zero bytes, the fourth one included.</summary>
    /// <param name="layout">The plane that the band belongs to.</param>
    /// <param name="shadowBand">From the first byte of the band's first row on.</param>
    /// <param name="bandRows">Rows of the band: 64, or what is left of the plane.</param>
    /// <param name="tileColumn">Which tile of the band.</param>
    /// <param name="tile"><see cref="TileGeometry.TileBytes"/>, row by row.</param>
    public static void ToBgrx(in PlaneLayout layout, ReadOnlySpan<byte> shadowBand, int bandRows, int tileColumn, Span<byte> tile)
    {
        const int Side = TileGeometry.TileSidePixels;
        const int TileStride = TileGeometry.TileStrideBytes;
        var width = Math.Min(Side, layout.WidthPixels - tileColumn * Side);
        if (tileColumn < 0 || width <= 0 || bandRows is <= 0 or > Side)
            throw new ArgumentOutOfRangeException(
                nameof(tileColumn), $"no tile {tileColumn} in {bandRows} rows of {layout.WidthPixels} pixels");
        tile = tile[..TileGeometry.TileBytes];

        var format = layout.Format;
        var firstByte = tileColumn * Side * format.BytesPerPixel;
        if (layout.Tiling == Tiling.Linear)
            PixelConversion.ToBgrx(format, shadowBand[firstByte..], layout.StrideBytes, tile, TileStride, width, bandRows);
        else
            FromTiled(layout, shadowBand, bandRows, firstByte, width, tile);

        if (width < Side)
            for (var row = 0; row < bandRows; row++)
                tile.Slice(row * TileStride + width * 4, TileStride - width * 4).Clear();
        tile[(bandRows * TileStride)..].Clear();
    }

    /// <summary>
    /// The same past the cache, with non-temporal stores: for pictures that change all over and that nobody is about to encode. An ordinary
    /// store would first fetch the line that it is about to overwrite, which takes a third of such a capture. What publishes the tile takes a
    /// lock, and that puts these stores before it.
    /// </summary>
    /// <param name="layout">The plane that the band belongs to.</param>
    /// <param name="shadowBand">From the first byte of the band's first row on.</param>
    /// <param name="bandRows">Rows of the band.</param>
    /// <param name="tileColumn">Which tile of the band.</param>
    /// <param name="tile"><see cref="TileGeometry.TileBytes"/>, aligned to 64 bytes.</param>
    [SkipLocalsInit]
    public static unsafe void StreamBgrx(
        in PlaneLayout layout, ReadOnlySpan<byte> shadowBand, int bandRows, int tileColumn, Span<byte> tile)
    {
        Span<byte> made = stackalloc byte[TileGeometry.TileBytes];
        ToBgrx(layout, shadowBand, bandRows, tileColumn, made);
        tile = tile[..TileGeometry.TileBytes];
        fixed (byte* from = made, to = tile)
        {
            if (!Vector256.IsHardwareAccelerated || (nuint)to % 64 != 0)
            {
                made.CopyTo(tile);
                return;
            }
            for (var at = 0; at < TileGeometry.TileBytes; at += 64)
            {
                Vector256.StoreAlignedNonTemporal(Vector256.Load(from + at), to + at);
                Vector256.StoreAlignedNonTemporal(Vector256.Load(from + at + 32), to + at + 32);
            }
        }
    }

    [SkipLocalsInit]
    static void FromTiled(in PlaneLayout layout, ReadOnlySpan<byte> shadowBand, int bandRows, int firstByte, int width, Span<byte> tile)
    {
        Span<byte> linear = stackalloc byte[TileGeometry.TileBytes];
        var format = layout.Format;
        Detiling.ToLinear(layout, shadowBand, bandRows, firstByte, width * format.BytesPerPixel, linear, TileGeometry.TileStrideBytes);
        PixelConversion.ToBgrx(format, linear, TileGeometry.TileStrideBytes, tile, TileGeometry.TileStrideBytes, width, bandRows);
    }
}
