namespace Scanout.Codecs.Tiles;

/// <summary>The changed cells of one tile, out of the marks of a band.</summary>
public static class TileCells
{
    /// <summary>Bit <c>row × 4 + column</c> is set where the tile's cell is marked.</summary>
    /// <param name="cellMarks">The band's marks, row by row, not zero where changed.</param>
    /// <param name="cellsAcross">Cells in a row of the band.</param>
    /// <param name="cellRows">1 to 4.</param>
    /// <param name="tileColumn">Which tile of the band.</param>
    public static ushort Of(ReadOnlySpan<byte> cellMarks, int cellsAcross, int cellRows, int tileColumn)
    {
        var first = tileColumn * TileGeometry.CellsPerTileSide;
        var columns = Math.Min(TileGeometry.CellsPerTileSide, cellsAcross - first);
        var cells = 0;
        for (var row = 0; row < cellRows; row++)
        {
            var marks = cellMarks.Slice(row * cellsAcross + first, columns);
            for (var column = 0; column < marks.Length; column++)
                if (marks[column] != 0)
                    cells |= 1 << (row * TileGeometry.CellsPerTileSide + column);
        }
        return (ushort)cells;
    }
}
