using Scanout.Codecs.Scaling;
using Scanout.Codecs.Tiles;

namespace Scanout.Tests.Codecs.Scaling;

[Trait("Category", "Kernels")]
public sealed class TileReducerTests
{
    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void A_new_pixel_is_the_mean_of_its_square(int shift)
    {
        var tile = new byte[TileGeometry.TileBytes];
        new Random(shift).NextBytes(tile);
        var (side, square) = (64 >> shift, 1 << shift);
        var (reduced, expected) = (new byte[side * side * 4], new byte[side * side * 4]);
        TileReducer.Reduce(tile, shift, side, side, reduced, side * 4);
        for (var i = 0; i < expected.Length; i++)
            expected[i] = i % 4 == 3 ? (byte)0xFF : Mean(i / 4 % side * square, i / 4 / side * square, i % 4);
        Assert.Equal(expected, reduced);

        byte Mean(int left, int top, int channel)
        {
            var sum = 0;
            for (var y = top; y < top + square; y++)
                for (var x = left; x < left + square; x++)
                    sum += tile[y * TileGeometry.TileStrideBytes + x * 4 + channel];
            return (byte)((sum + square * square / 2) / (square * square));
        }
    }

    [Fact]
    public void White_stays_white_and_what_is_beside_is_not_touched()
    {
        var tile = new byte[TileGeometry.TileBytes];
        Array.Fill(tile, (byte)0xFF);
        var reduced = new byte[20 * 4];
        TileReducer.Reduce(tile, TileReducer.MaxShift, columns: 3, rows: 2, reduced.AsSpan(4), strideBytes: 40);
        Assert.Equal(2 * 3 * 4, reduced.Count(value => value == 0xFF));
        Assert.Equal([0, 0, 0, 0, 0xFF], reduced[..5]);
    }

    [Fact]
    public void A_tile_has_no_more_than_it_has() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TileReducer.Reduce(new byte[TileGeometry.TileBytes], 4, 5, 4, new byte[400], 20));
}
