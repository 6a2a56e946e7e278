using Scanout.Codecs.Motion;

namespace Scanout.Tests.Codecs.Motion;

[Trait("Category", "Kernels")]
public sealed class MotionFinderTests
{
    readonly Random random = new(4);

    [Theory]
    [InlineData(1), InlineData(-1), InlineData(3), InlineData(-19), InlineData(64), InlineData(-133), InlineData(250), InlineData(-300)]
    public void A_scroll_of_the_whole_screen_is_found(int byY)
    {
        var before = new Canvas(500, 400).Text(0, 0, 500, 400, random);
        var found = new FoundMotion(before, before.Copy().Scroll(0, 0, 500, 400, 0, byY, random));
        Assert.Contains((0, byY), found.Shifts);
        Assert.InRange(found.CoveredCells, Math.Max(8, found.ChangedCells * (400 - Math.Abs(byY) - 36) / 400), found.ChangedCells);
        Assert.InRange(found.Moves.Count, 1, 3);
    }

    [Theory]
    [InlineData(0, -19), InlineData(0, 57), InlineData(0, 200), InlineData(-24, 0), InlineData(101, 0)]
    [InlineData(7, 0), InlineData(33, -41)]
    public void A_scroll_within_a_window_is_found_and_the_surroundings_stay(int byX, int byY)
    {
        var before = new Canvas(640, 480).Photograph(0, 0, 640, 480, random).Text(101, 53, 413, 301, random);
        var found = new FoundMotion(before, before.Copy().Scroll(101, 53, 413, 301, byX, byY, random));
        Assert.Equal([(byX, byY)], found.Shifts);
        Assert.InRange(found.Coverage, 0.8 * (413 - Math.Abs(byX)) * (301 - Math.Abs(byY)) / (413 * 301), 1);
        Assert.All(found.Moves, move => Assert.True(
            move.X >= 96 && move.Y >= 48 && move.X + move.Width <= 518 && move.Y + move.Height <= 358, $"{move}"));
    }

    [Theory]
    [InlineData(5, 3), InlineData(-70, 11), InlineData(120, -90), InlineData(-1, -1)]
    [InlineData(64, 64), InlineData(0, 30), InlineData(-30, 0)]
    public void A_window_that_is_dragged_is_found_and_what_it_uncovers_is_left(int byX, int byY)
    {
        var desk = new Canvas(700, 500).Photograph(0, 0, 700, 500, random);
        var window = new Canvas(300, 220).Text(0, 0, 300, 220, random, 0xDDDDEE).Fill(0, 0, 300, 18, 0x334477);
        var found = new FoundMotion(desk.Copy().Paste(window, 190, 137), desk.Copy().Paste(window, 190 + byX, 137 + byY));
        Assert.Equal([(byX, byY)], found.Shifts);
        Assert.InRange(Assert.Single(found.Moves) is var move ? move.Width * move.Height : 0, 300 * 220 * 8 / 10, 300 * 220);
    }

    [Fact]
    public void A_photograph_that_scrolls_is_found()
    {
        var before = new Canvas(400, 300).Photograph(0, 0, 400, 300, random);
        var after = new Canvas(400, 300).Photograph(0, 0, 400, 300, random).Paste(before.Cut(0, 50, 400, 250), 0, 0);
        var found = new FoundMotion(before, after);
        Assert.Equal(new Move(0, 0, 400, 250, 0, 50), Assert.Single(found.Moves));
    }

    [Fact]
    public void Two_windows_that_scroll_at_once_are_both_found()
    {
        var before = new Canvas(800, 400).Fill(0, 0, 800, 400, 0x8899AA).Text(20, 30, 350, 330, random).Text(420, 30, 350, 330, random);
        var after = before.Copy().Scroll(20, 30, 350, 330, 0, -38, random).Scroll(420, 30, 350, 330, 0, 57, random);
        var found = new FoundMotion(before, after);
        Assert.Equal([(0, -38), (0, 57)], found.Shifts.Order());
        Assert.InRange(found.Coverage, 0.7, 1);
    }

    [Fact]
    public void A_scroll_and_a_dragged_window_are_both_found()
    {
        var before = new Canvas(800, 400).Photograph(0, 0, 800, 400, random).Text(20, 30, 350, 330, random);
        var window = new Canvas(200, 150).Text(0, 0, 200, 150, random, 0xCCDDCC);
        var after = before.Copy().Scroll(20, 30, 350, 330, 0, -38, random).Paste(window, 480, 170);
        var found = new FoundMotion(before.Copy().Paste(window, 450, 120), after);
        Assert.Equal([(0, -38), (30, 50)], found.Shifts.Order());
    }

    [Fact]
    public void What_changes_within_a_scroll_is_left_and_the_rest_is_found_around_it()
    {
        var before = new Canvas(600, 500).Text(0, 0, 600, 500, random);
        before.Fill(580, 0, 20, 500, 0xCCCCCC).Fill(580, 40, 20, 90, 0x777777);
        var after = before.Copy().Scroll(0, 0, 580, 500, 0, -57, random);
        after.Fill(580, 0, 20, 500, 0xCCCCCC).Fill(580, 66, 20, 90, 0x777777);
        after.Photograph(240, 230, 60, 20, random);
        var found = new FoundMotion(before, after);
        Assert.Equal([(0, -57)], found.Shifts);
        Assert.InRange(found.Moves.Count, 2, 5);
        Assert.InRange(found.Coverage, 0.75, 1);
    }

    [Fact]
    public void Empty_parts_do_not_stop_a_scroll()
    {
        var before = new Canvas(600, 600).Fill(0, 0, 600, 600, 0xFFFFFF).Text(0, 0, 600, 150, random).Text(0, 420, 600, 180, random);
        var found = new FoundMotion(before, before.Copy().Scroll(0, 0, 600, 600, 0, -40, random));
        Assert.Equal([(0, -40)], found.Shifts);
        Assert.InRange(Assert.Single(found.Moves).Height, 540, 560);
    }

    [Fact]
    public void Rows_that_are_alike_do_not_hide_how_far_it_scrolled()
    {
        // A listing: the same in each line but for a few columns.
        var before = new Canvas(640, 400).Fill(0, 0, 640, 400, 0);
        var line = new Canvas(300, 19).Text(0, 0, 300, 19, new Random(1), 0);
        for (var y = 0; y + 19 <= 400; y += 19)
            before.Paste(line, 0, y).Paste(new Canvas(200, 19).Text(0, 0, 200, 19, random, 0), 300, y);
        var after = before.Copy().Fill(0, 0, 640, 400, 0).Paste(before.Cut(0, 76, 640, 323), 0, 0);
        Assert.Contains((0, -76), new FoundMotion(before, after).Shifts);
    }

    [Fact]
    public void Flat_colours_that_change_have_not_moved()
    {
        var before = new Canvas(640, 400).Fill(0, 0, 640, 400, 0x336699).Fill(100, 100, 200, 200, 0xFFFFFF);
        Assert.Empty(new FoundMotion(before, before.Copy().Fill(90, 60, 300, 280, 0x336699)).Moves);
        Assert.Empty(new FoundMotion(before, before.Copy().Fill(0, 0, 640, 400, 0xFFFFFF)).Moves);
    }

    [Fact]
    public void Nothing_is_found_where_nothing_moved()
    {
        var before = new Canvas(640, 400).Text(0, 0, 640, 400, random);
        Assert.Empty(new FoundMotion(before, before).Moves);
        Assert.Empty(new FoundMotion(before, new Canvas(640, 400).Text(0, 0, 640, 400, random)).Moves);
        Assert.Empty(new FoundMotion(before, new Canvas(640, 400).Photograph(0, 0, 640, 400, random)).Moves);
        Assert.Empty(new FoundMotion(before, before.Copy().Text(300, 200, 40, 19, random)).Moves);
    }

    [Fact]
    public void Windows_that_change_places_do_not_overwrite_one_another()
    {
        var before = new Canvas(800, 300).Fill(0, 0, 800, 300, 0x204060).Text(50, 40, 300, 200, random).Text(450, 40, 250, 200, random);
        var after = before.Copy().Fill(50, 40, 700, 200, 0x204060)
            .Paste(before.Cut(50, 40, 300, 200), 450, 40).Paste(before.Cut(450, 40, 250, 200), 50, 40);
        Assert.Equal([(400, 0)], new FoundMotion(before, after).Shifts);
    }

    [Fact]
    public void A_search_allocates_nothing_once_its_memory_is_there()
    {
        var before = new Canvas(640, 480).Text(0, 0, 640, 480, random);
        var after = before.Copy().Scroll(0, 0, 640, 480, 0, -57, random);
        var (old, next, cells) = (before.Tiles(), after.Tiles(), before.ChangedCells(after));
        var (moves, finder) = (new List<Move>(), new MotionFinder());
        finder.Find(old, next, cells, moves);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        finder.Find(old, next, cells, moves);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Assert.NotEmpty(moves);
    }

    [Fact]
    public void Pictures_of_two_sizes_are_refused()
    {
        var (one, other) = (new Canvas(65, 64).Tiles(), new Canvas(64, 64).Tiles());
        Assert.Throws<ArgumentException>(() => new MotionFinder().Find(one, other, new ushort[1], []));
        Assert.Throws<ArgumentException>(() => new MotionFinder().Find(one, one, new ushort[1], []));
    }
}
