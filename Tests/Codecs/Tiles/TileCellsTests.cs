using Scanout.Codecs.Tiles;

namespace Scanout.Tests.Codecs.Tiles;

public sealed class TileCellsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(6, 3)]
    [InlineData(120, 4)]
    [InlineData(121, 2)]
    public void Bits_stand_for_cells_row_by_row(int cellsAcross, int cellRows)
    {
        var marks = new byte[cellsAcross * cellRows];
        for (var cell = 0; cell < marks.Length; cell++)
        {
            marks[cell] = 1;
            var (x, y) = (cell % cellsAcross, cell / cellsAcross);
            for (var column = 0; column < (cellsAcross + 3) / 4; column++)
                Assert.Equal(
                    column == x / 4 ? 1 << (y * 4 + x % 4) : 0,
                    TileCells.Of(marks, cellsAcross, cellRows, column));
            marks[cell] = 0;
        }
    }

    [Fact]
    public void All_cells_of_a_tile_are_sixteen_bits() =>
        Assert.Equal(0xFFFF, TileCells.Of(Enumerable.Repeat((byte)1, 32).ToArray(), 8, 4, 1));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(64, 1, 4)]
    [InlineData(65, 2, 5)]
    [InlineData(1080, 17, 68)]
    [InlineData(16384, 256, 1024)]
    public void Tiles_and_cells_cover_the_picture(int pixels, int tiles, int cells) =>
        Assert.Equal((tiles, cells), (TileGeometry.TilesOver(pixels), TileGeometry.CellsOver(pixels)));
}
