using Scanout.Codecs.Tiles;

namespace Scanout.Tests.Codecs.Tiles;

public sealed class TileDifferenceTests
{
    [Fact]
    public void The_cells_that_differ_are_those_in_which_a_byte_does()
    {
        var random = new Random(2);
        var one = new byte[TileGeometry.TileBytes];
        random.NextBytes(one);
        Assert.Equal(0, TileDifference.Cells(one, one.ToArray()));
        for (var round = 0; round < 500; round++)
        {
            var (other, expected) = (one.ToArray(), 0);
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                var (x, y) = (random.Next(64), random.Next(64));
                other[y * TileGeometry.TileStrideBytes + x * 4 + random.Next(4)] ^= 0x40;
                expected = Enumerable.Range(0, 16).Where(cell => Differs(cell)).Sum(cell => 1 << cell);

                bool Differs(int cell) => Enumerable.Range(0, 256).Any(pixel => !Pixel(one, cell, pixel).SequenceEqual(Pixel(other, cell, pixel)));
            }
            Assert.Equal(expected, TileDifference.Cells(one, other));
        }

        static byte[] Pixel(byte[] tile, int cell, int pixel) => tile.AsSpan(
            (cell / 4 * 16 + pixel / 16) * TileGeometry.TileStrideBytes + (cell % 4 * 16 + pixel % 16) * 4, 4).ToArray();
    }

    [Theory]
    [InlineData(0x0001, 0, 0, 16, 16), InlineData(0x8000, 48, 48, 64, 64), InlineData(0xFFFF, 0, 0, 64, 64), InlineData(0x0240, 16, 16, 48, 48)]
    [InlineData(0x0808, 48, 0, 64, 48)]
    public void The_bounds_hold_all_cells(int cells, int left, int top, int right, int bottom) =>
        Assert.Equal((left, top, right, bottom), TileDifference.Bounds((ushort)cells));
}
