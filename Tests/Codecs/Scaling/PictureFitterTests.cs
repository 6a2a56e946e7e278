using Scanout.Codecs.Scaling;

namespace Scanout.Tests.Codecs.Scaling;

public sealed class PictureFitterTests
{
    [Fact]
    public void The_same_size_is_the_same_picture()
    {
        var bgrx = new byte[7 * 5 * 4];
        new Random(1).NextBytes(bgrx);
        Assert.Equal(bgrx, Fit(bgrx, 7, 5, 7, 5));
    }

    [Fact]
    public void A_whole_number_of_times_repeats_each_pixel()
    {
        byte[] bgrx = [1, 2, 3, 0, 4, 5, 6, 0];
        byte[] row = [1, 2, 3, 0, 1, 2, 3, 0, 4, 5, 6, 0, 4, 5, 6, 0];
        Assert.Equal([.. row, .. row], Fit(bgrx, 2, 1, 4, 2));
    }

    [Theory]
    // 4:3 within 16:9 has black at the sides, 16:9 within 4:3 above and below.
    [InlineData(640, 480, 1920, 1080, 240, 0, 1440, 1080)]
    [InlineData(1920, 1080, 640, 480, 0, 60, 640, 360)]
    [InlineData(1024, 768, 1280, 768, 128, 0, 1024, 768)]
    [InlineData(5000, 1, 10, 10, 0, 4, 10, 1)]
    public void A_picture_keeps_its_shape(
        int width, int height, int newWidth, int newHeight, int left, int top, int fittedWidth, int fittedHeight)
    {
        var fitter = new PictureFitter(width, height, newWidth, newHeight);
        Assert.Equal((left, top, fittedWidth, fittedHeight), (fitter.Left, fitter.Top, fitter.Width, fitter.Height));
        var bgrx = new byte[width * height * 4];
        Array.Fill(bgrx, (byte)200);
        var fitted = new byte[newWidth * newHeight * 4];
        // What stood there before is gone.
        Array.Fill(fitted, (byte)99);
        fitter.Fit(bgrx, fitted);
        for (var y = 0; y < newHeight; y++)
            for (var x = 0; x < newWidth; x++)
            {
                var isInside = x >= left && x < left + fittedWidth && y >= top && y < top + fittedHeight;
                var at = (y * newWidth + x) * 4;
                Assert.True(fitted.AsSpan(at, 3).IndexOfAnyExcept((byte)(isInside ? 200 : 0)) < 0, $"{x}, {y}");
            }
    }

    [Fact]
    public void Growing_lies_between_the_neighbours()
    {
        byte[] bgrx = [0, 0, 0, 0, 100, 100, 100, 0];
        var fitted = Fit(bgrx, 2, 1, 5, 3).Where((_, index) => index % 4 == 0).Take(5).ToArray();
        Assert.Equal(0, fitted[0]);
        Assert.Equal(100, fitted[4]);
        Assert.InRange(fitted[2], 45, 55);
        Assert.Equal(fitted.Order(), fitted);
    }

    [Fact]
    public void Shrinking_is_the_mean()
    {
        byte[] bgrx = [10, 0, 0, 0, 20, 0, 0, 0, 30, 4, 0, 0, 40, 4, 8, 0];
        Assert.Equal([25, 2, 2, 255], Fit(bgrx, 2, 2, 1, 1));
    }

    static byte[] Fit(byte[] bgrx, int width, int height, int newWidth, int newHeight)
    {
        var fitted = new byte[newWidth * newHeight * 4];
        new PictureFitter(width, height, newWidth, newHeight).Fit(bgrx, fitted);
        return fitted;
    }
}
