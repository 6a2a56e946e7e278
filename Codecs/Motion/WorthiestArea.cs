namespace Scanout.Codecs.Motion;

/// <summary>
/// Finds the rectangle of matching cells that is worth most, in one pass over the cells: all rectangles that can't be widened are met by
/// growing each row's columns upwards. Memory is kept from search to search.
/// </summary>
sealed class WorthiestArea
{
    int[] sums = [];
    int[] heights = [];
    (int Left, int Height)[] open = [];

    /// <summary>Empty where nothing matches that has worth.</summary>
    /// <param name="worth">Of the cells.</param>
    /// <param name="matches">Cells of the region, row by row: not zero where they match.</param>
    /// <param name="region">What is looked at.</param>
    public CellArea Find(CellWorth worth, ReadOnlySpan<byte> matches, CellArea region)
    {
        var (width, height) = (region.Right - region.Left, region.Bottom - region.Top);
        SumUp(worth, region, width, height);
        heights.AsSpan(0, width).Clear();
        var (best, most) = (default(CellArea), 0);
        for (var row = 0; row < height; row++)
        {
            var line = matches.Slice(row * width, width);
            var depth = 0;
            for (var column = 0; column <= width; column++)
            {
                var high = column == width || line[column] == 0 ? 0 : heights[column] + 1;
                if (column < width)
                    heights[column] = high;
                var left = column;
                while (depth > 0 && open[depth - 1].Height >= high)
                {
                    (left, var tall) = open[--depth];
                    if (tall == high)
                        continue;
                    var value = Sum(width, left, row + 1 - tall, column, row + 1);
                    if (value <= most)
                        continue;
                    most = value;
                    best = new(region.Left + left, region.Top + row + 1 - tall, region.Left + column, region.Top + row + 1);
                }
                if (high > 0)
                    open[depth++] = (left, high);
            }
        }
        return best;
    }

    /// <summary>At each corner, what lies above and left of it.</summary>
    void SumUp(CellWorth worth, CellArea region, int width, int height)
    {
        var count = (width + 1) * (height + 1);
        if (sums.Length < count)
            sums = new int[count];
        if (heights.Length < width)
            (heights, open) = (new int[width], new (int, int)[width + 1]);
        sums.AsSpan(0, width + 1).Clear();
        for (var row = 0; row < height; row++)
        {
            var line = worth.Row(region.Top + row)[region.Left..region.Right];
            var above = sums.AsSpan(row * (width + 1), width + 1);
            var below = sums.AsSpan((row + 1) * (width + 1), width + 1);
            var sum = below[0] = 0;
            for (var column = 0; column < line.Length; column++)
                below[column + 1] = above[column + 1] + (sum += line[column]);
        }
    }

    int Sum(int width, int left, int top, int right, int bottom) =>
        sums[bottom * (width + 1) + right] - sums[top * (width + 1) + right]
        - sums[bottom * (width + 1) + left] + sums[top * (width + 1) + left];
}
