namespace Scanout.Codecs.Tiles;

/// <summary>
/// How a picture is cut up: tiles of 64 × 64 BGRX pixels, each of 4 × 4 cells; those at the right and the bottom may stick out.
/// </summary>
public static class TileGeometry
{
    public const int TileSidePixels = 64;
    public const int CellSidePixels = 16;

    /// <summary>Cells along a side of a tile; a tile's changed cells are 16 bits, row by row.</summary>
    public const int CellsPerTileSide = TileSidePixels / CellSidePixels;

    /// <summary>Bytes from one row of a tile to the next.</summary>
    public const int TileStrideBytes = TileSidePixels * 4;

    public const int TileBytes = TileStrideBytes * TileSidePixels;

    /// <summary>Tiles that cover that many pixels, across or down.</summary>
    public static int TilesOver(int pixels) => (pixels + TileSidePixels - 1) / TileSidePixels;

    /// <summary>Cells that cover that many pixels, across or down.</summary>
    public static int CellsOver(int pixels) => (pixels + CellSidePixels - 1) / CellSidePixels;
}
