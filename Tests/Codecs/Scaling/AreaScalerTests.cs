using Scanout.Codecs.Scaling;

namespace Scanout.Tests.Codecs.Scaling;

public sealed class AreaScalerTests
{
    [Fact]
    public void Half_the_size_is_the_mean_of_four()
    {
        byte[] bgrx = [10, 0, 0, 0, 20, 0, 0, 0, 30, 4, 0, 0, 40, 4, 8, 0];
        var smaller = new byte[4];
        AreaScaler.Shrink(bgrx, 2, 2, 8, smaller, 1, 1);
        Assert.Equal([25, 2, 2, 255], smaller);
    }

    [Fact]
    public void The_same_size_is_the_same_picture()
    {
        var bgrx = new byte[7 * 5 * 4];
        new Random(1).NextBytes(bgrx);
        var same = new byte[bgrx.Length];
        AreaScaler.Shrink(bgrx, 7, 5, 28, same, 7, 5);
        for (var i = 0; i < bgrx.Length; i++)
            Assert.Equal(i % 4 == 3 ? 255 : bgrx[i], same[i]);
    }

    [Theory]
    [InlineData(100, 70, 33, 23), InlineData(1920, 1080, 320, 180), InlineData(5, 5, 4, 1)]
    public void Any_size_keeps_a_flat_colour_flat(int width, int height, int newWidth, int newHeight)
    {
        var bgrx = new byte[width * height * 4];
        Array.Fill(bgrx, (byte)77);
        var smaller = new byte[newWidth * newHeight * 4];
        AreaScaler.Shrink(bgrx, width, height, width * 4, smaller, newWidth, newHeight);
        Assert.All(smaller.Chunk(4), pixel => Assert.Equal([77, 77, 77, 255], pixel));
    }

    [Theory]
    // One or two for one, some more, as many as have room in 16 bits, and more than that.
    [InlineData(240, 135, 160, 90), InlineData(97, 61, 96, 60), InlineData(101, 33, 7, 5), InlineData(64, 64, 4, 4), InlineData(67, 65, 4, 4), InlineData(90, 50, 1, 1)]
    public void Each_new_pixel_is_the_mean_of_its_old_ones_rounded(int width, int height, int newWidth, int newHeight)
    {
        var (bgrx, smaller, random) = (new byte[width * height * 4], new byte[newWidth * newHeight * 4], new Random(width));
        random.NextBytes(bgrx);
        // The extremes too: their sums are the largest.
        bgrx.AsSpan(0, bgrx.Length / 3).Fill(255);
        AreaScaler.Shrink(bgrx, width, height, width * 4, smaller, newWidth, newHeight);
        for (var y = 0; y < newHeight; y++)
            for (var x = 0; x < newWidth; x++)
                for (var channel = 0; channel < 3; channel++)
                {
                    var (sum, count) = (0L, 0);
                    for (var row = y * height / newHeight; row < (y + 1) * height / newHeight; row++)
                        for (var column = x * width / newWidth; column < (x + 1) * width / newWidth; column++)
                            (sum, count) = (sum + bgrx[(row * width + column) * 4 + channel], count + 1);
                    Assert.Equal((sum + count / 2) / count, smaller[(y * newWidth + x) * 4 + channel]);
                }
    }

    [Fact]
    public void It_does_not_enlarge() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AreaScaler.Shrink(new byte[4], 1, 1, 4, new byte[8], 2, 1));
}
