using Scanout.Codecs.Motion;
using Scanout.Codecs.Tiles;

namespace Scanout.Pipeline.Sinks;

/// <summary>
/// The 16×16 cells that a viewer has right once it has carried out moves within its own picture. Owned by one session and filled anew for each update.
/// </summary>
public sealed class CopiedCells
{
    ushort[] cells = [];

    /// <summary>Of a tile: bit <c>row * 4 + column</c>.</summary>
    public ushort this[int index] => cells[index];

    /// <summary>Marks the cells that lie wholly within the moves' destinations, or within the picture's edges and those.</summary>
    /// <param name="widthPixels">Of the picture.</param>
    /// <param name="heightPixels">Of the picture.</param>
    /// <param name="moves">The moves.</param>
    public void Fill(int widthPixels, int heightPixels, IReadOnlyList<Move> moves)
    {
        var columns = TileGeometry.TilesOver(widthPixels);
        var count = columns * TileGeometry.TilesOver(heightPixels);
        if (cells.Length != count)
            cells = new ushort[count];
        else
            Array.Clear(cells);
        foreach (var move in moves)
        {
            var right = move.X + move.Width == widthPixels ? TileGeometry.CellsOver(widthPixels) : (move.X + move.Width) / TileGeometry.CellSidePixels;
            var bottom = move.Y + move.Height == heightPixels
                ? TileGeometry.CellsOver(heightPixels) : (move.Y + move.Height) / TileGeometry.CellSidePixels;
            for (var row = TileGeometry.CellsOver(move.Y); row < bottom; row++)
                for (var column = TileGeometry.CellsOver(move.X); column < right; column++)
                    cells[row / TileGeometry.CellsPerTileSide * columns + column / TileGeometry.CellsPerTileSide] |= (ushort)(
                        1 << (row % TileGeometry.CellsPerTileSide * TileGeometry.CellsPerTileSide + column % TileGeometry.CellsPerTileSide));
        }
    }
}
