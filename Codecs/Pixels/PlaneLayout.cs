namespace Scanout.Codecs.Pixels;

/// <summary>How the pixels of a plane lie in its memory. The stride of a tiled plane is a whole number of its tiles.</summary>
/// <param name="Format">What a pixel is.</param>
/// <param name="Tiling">The order of the pixels.</param>
/// <param name="WidthPixels">1 to 16384.</param>
/// <param name="HeightPixels">1 to 16384.</param>
/// <param name="StrideBytes">Bytes from one row to the next; of a tiled plane, of one row of pixels as if it were linear.</param>
public readonly record struct PlaneLayout(PixelFormat Format, Tiling Tiling, int WidthPixels, int HeightPixels, int StrideBytes)
{
    /// <summary>The largest width and height that a plane may have.</summary>
    public const int MaxSidePixels = 16384;

    /// <summary>Bytes of a row that hold pixels.</summary>
    public int RowBytes => WidthPixels * Format.BytesPerPixel;

    /// <summary>Rows that are read together: a row of tiles where the plane is tiled.</summary>
    public int RowsPerTile => Tiling switch { Tiling.IntelX => 8, Tiling.IntelY => 32, _ => 1 };

    /// <summary>Bytes of a row of one tile: what the stride is a multiple of.</summary>
    public int TileRowBytes => Tiling switch { Tiling.IntelX => 512, Tiling.IntelY => 128, _ => 1 };

    /// <summary>Bytes from the first pixel to the end of the last: the last row of a linear plane may end with its pixels.</summary>
    public long SpanBytes => RangeBytes(0, HeightPixels);

    /// <summary>
    /// Bytes of <paramref name="rowCount"/> rows from <paramref name="firstRow"/> on. Of a tiled plane, both are whole tiles, save that
    /// the count may end with the plane. Only the plane's last linear row is short of its stride.
    /// </summary>
    public long RangeBytes(int firstRow, int rowCount)
    {
        if (Tiling != Tiling.Linear)
            return (long)StrideBytes * ((rowCount + RowsPerTile - 1) / RowsPerTile * RowsPerTile);
        var whole = firstRow + rowCount < HeightPixels ? rowCount : rowCount - 1;
        return (long)StrideBytes * whole + (whole < rowCount ? RowBytes : 0);
    }
}
