namespace Scanout.Codecs.Scaling;

/// <summary>Makes pictures smaller: each new pixel is the mean of those that it stands for.</summary>
public static class AreaScaler
{
    /// <summary>Neither side may grow.</summary>
    /// <param name="bgrx">The picture's pixels.</param>
    /// <param name="widthPixels">Of the picture.</param>
    /// <param name="heightPixels">Of the picture.</param>
    /// <param name="strideBytes">From one row to the next.</param>
    /// <param name="destination">The smaller picture's pixels, row by row; the fourth byte is 0xFF.</param>
    /// <param name="newWidth">1 to the picture's width.</param>
    /// <param name="newHeight">1 to the picture's height.</param>
    /// <param name="newStrideBytes">From one row of the smaller picture to the next; 0 where there are no gaps.</param>
    public static void Shrink(
        ReadOnlySpan<byte> bgrx, int widthPixels, int heightPixels, int strideBytes, Span<byte> destination, int newWidth, int newHeight,
        int newStrideBytes = 0)
    {
        newStrideBytes = newStrideBytes == 0 ? newWidth * 4 : newStrideBytes;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(newWidth, widthPixels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(newHeight, heightPixels);
        for (var y = 0; y < newHeight; y++)
        {
            var (top, bottom) = Span(y, newHeight, heightPixels);
            for (var x = 0; x < newWidth; x++)
            {
                var (left, right) = Span(x, newWidth, widthPixels);
                Mean(bgrx, strideBytes, left, top, right, bottom, destination.Slice(y * newStrideBytes + x * 4, 4));
            }
        }
    }

    /// <summary>Which of the old pixels, along one side, a new one stands for: every old one belongs to one new one.</summary>
    static (int From, int To) Span(int index, int newLength, int length) =>
        ((int)((long)index * length / newLength), (int)((long)(index + 1) * length / newLength));

    static void Mean(ReadOnlySpan<byte> bgrx, int strideBytes, int left, int top, int right, int bottom, Span<byte> pixel)
    {
        var (blue, green, red) = (0L, 0L, 0L);
        for (var y = top; y < bottom; y++)
        {
            var row = bgrx.Slice(y * strideBytes + left * 4, (right - left) * 4);
            for (var i = 0; i < row.Length; i += 4)
                (blue, green, red) = (blue + row[i], green + row[i + 1], red + row[i + 2]);
        }
        var count = (right - left) * (bottom - top);
        pixel[0] = (byte)((blue + count / 2) / count);
        pixel[1] = (byte)((green + count / 2) / count);
        pixel[2] = (byte)((red + count / 2) / count);
        pixel[3] = 0xFF;
    }
}
