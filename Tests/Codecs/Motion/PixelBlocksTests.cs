using Scanout.Codecs.Motion;

namespace Scanout.Tests.Codecs.Motion;

[Trait("Category", "Kernels")]
public sealed class PixelBlocksTests
{
    [Fact]
    public void Rectangles_are_equal_where_each_of_their_pixels_is()
    {
        var random = new Random(5);
        var one = new Canvas(200, 150).Photograph(0, 0, 200, 150, random);
        for (var round = 0; round < 400; round++)
        {
            var (width, height) = (random.Next(1, 100), random.Next(1, 70));
            var (x, y) = (random.Next(200 - width), random.Next(150 - height));
            var (fromX, fromY) = (random.Next(200 - width), random.Next(150 - height));
            var other = new Canvas(200, 150).Paste(one.Cut(x, y, width, height), fromX, fromY);
            Assert.True(PixelBlocks.Equal(one.Tiles(), x, y, other.Tiles(), fromX, fromY, width, height));
            other[fromX + random.Next(width), fromY + random.Next(height)] ^= 1u << random.Next(24);
            Assert.False(PixelBlocks.Equal(one.Tiles(), x, y, other.Tiles(), fromX, fromY, width, height));
        }
    }

    [Fact]
    public void Four_cells_at_once_are_equal_where_each_is()
    {
        var random = new Random(7);
        var one = new Canvas(192, 160).Photograph(0, 0, 192, 160, random);
        for (var round = 0; round < 400; round++)
        {
            var (x, y) = (random.Next(3) * 64, random.Next(10) * 16);
            var (fromX, fromY) = (random.Next(3) * 64, random.Next(145));
            var other = new Canvas(192, 160).Paste(one.Cut(x, y, 64, 16), fromX, fromY);
            var expected = 0xF;
            for (var i = random.Next(6); i > 0; i--)
            {
                var column = random.Next(64);
                other[fromX + column, fromY + random.Next(16)] = 1u << 23 | 0x123456;
                expected &= ~(1 << column / 16);
            }
            Assert.Equal(expected, PixelBlocks.EqualCells(one.Tiles(), x, y, other.Tiles(), fromX, fromY));
        }
    }

    [Fact]
    public void A_rectangle_is_of_one_colour_where_each_pixel_has_it()
    {
        var random = new Random(6);
        for (var round = 0; round < 400; round++)
        {
            var (width, height) = (random.Next(1, 17), random.Next(1, 17));
            var (x, y) = (random.Next(64 - width + 1), random.Next(64 - height + 1));
            var canvas = new Canvas(64, 64).Photograph(0, 0, 64, 64, random).Fill(x, y, width, height, 0x123456);
            Assert.True(PixelBlocks.IsUniform(canvas.Tiles(), x, y, width, height));
            if (width * height == 1)
                continue;
            canvas[x + random.Next(width), y + random.Next(height)] ^= 1u << random.Next(24);
            Assert.False(PixelBlocks.IsUniform(canvas.Tiles(), x, y, width, height));
        }
    }
}
