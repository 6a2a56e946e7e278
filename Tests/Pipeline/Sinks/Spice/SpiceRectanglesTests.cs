using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Spice;

namespace Scanout.Tests.Pipeline.Sinks.Spice;

public sealed class SpiceRectanglesTests
{
    [Fact]
    public void Tiles_side_by_side_and_rows_of_them_are_one_rectangle()
    {
        List<PixelRectangle> areas = [.. Tiles(0, 0, 16, 12)];
        SpiceRectangles.JoinExactly(areas);
        Assert.Equal([new PixelRectangle(0, 0, 1024, 768)], areas);
    }

    [Fact]
    public void An_exact_join_covers_what_it_was_given_and_nothing_else()
    {
        var random = new Random(3);
        for (var round = 0; round < 50; round++)
        {
            List<PixelRectangle> areas = [.. Tiles(0, 0, 9, 7).Where(_ => random.Next(3) > 0)];
            var pixels = areas.Sum(area => area.Width * area.Height);
            var given = areas.ToArray();
            SpiceRectangles.JoinExactly(areas);
            Assert.Equal(pixels, areas.Sum(area => area.Width * area.Height));
            Assert.All(given, area => Assert.Contains(areas, joined => joined.Intersect(area) == area));
        }
    }

    [Theory]
    [InlineData(1), InlineData(7), InlineData(16)]
    public void However_many_there_are_they_become_no_more_than_asked_for_and_lose_nothing(int maxCount)
    {
        var random = new Random(maxCount);
        for (var round = 0; round < 30; round++)
        {
            List<PixelRectangle> areas =
            [
                .. Tiles(0, 0, 30, 17).Where(_ => random.Next(1 + round % 5) == 0)
                    .Select(tile => new PixelRectangle(tile.X + 16, tile.Y + 16 * random.Next(3), 16 + 16 * random.Next(3), 16)),
            ];
            var given = areas.ToArray();
            SpiceRectangles.Join(areas, maxCount);
            Assert.InRange(areas.Count, given.Length == 0 ? 0 : 1, maxCount);
            Assert.All(given, area => Assert.Contains(areas, joined => joined.Intersect(area) == area));
        }
    }

    [Fact]
    public void Two_far_corners_stay_two()
    {
        List<PixelRectangle> areas = [new(0, 0, 16, 16), new(1000, 700, 16, 16)];
        SpiceRectangles.Join(areas, 16);
        Assert.Equal(2, areas.Count);
    }

    [Fact]
    public void Neighbours_with_little_between_them_are_one()
    {
        List<PixelRectangle> areas = [new(0, 0, 16, 16), new(32, 0, 16, 16)];
        SpiceRectangles.Join(areas, 16);
        Assert.Equal([new PixelRectangle(0, 0, 48, 16)], areas);
    }

    [Theory]
    [InlineData(16, 3), InlineData(2, 2), InlineData(1, 1)]
    public void A_high_area_is_cut_where_there_is_room(int maxCount, int bands)
    {
        List<PixelRectangle> areas = [new(0, 0, 1024, 768)];
        SpiceRectangles.Split(areas, maxCount);
        Assert.Equal(bands, areas.Count);
        Assert.All(areas, area => Assert.Equal(0, area.Y % 64));
        Assert.Equal(768, areas.Sum(area => area.Height));
    }

    static IEnumerable<PixelRectangle> Tiles(int x, int y, int columns, int rows) =>
        from row in Enumerable.Range(y, rows)
        from column in Enumerable.Range(x, columns)
        select new PixelRectangle(column * 64, row * 64, 64, 64);
}
