using System.Runtime.CompilerServices;
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

    [SkipLocalsInit]
    static void FromTiled(in PlaneLayout layout, ReadOnlySpan<byte> shadowBand, int bandRows, int firstByte, int width, Span<byte> tile)
    {
        Span<byte> linear = stackalloc byte[TileGeometry.TileBytes];
        var format = layout.Format;
        Detiling.ToLinear(layout, shadowBand, bandRows, firstByte, width * format.BytesPerPixel, linear, TileGeometry.TileStrideBytes);
        PixelConversion.ToBgrx(format, linear, TileGeometry.TileStrideBytes, tile, TileGeometry.TileStrideBytes, width, bandRows);
    }
}
