using Scanout.Codecs.Motion;

namespace Scanout.Tests.Codecs.Motion;

public sealed class MoveOrderTests
{
    [Fact]
    public void What_is_read_is_read_before_it_is_overwritten()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var all = Enumerable.Range(0, random.Next(1, 17)).Select(_ => Any(random)).ToList();
            var moves = all.ToList();
            MoveOrder.Arrange(moves);
            Assert.NotEmpty(moves);
            Assert.Empty(moves.Except(all));
            for (var i = 0; i < moves.Count; i++)
                Assert.All(moves[(i + 1)..], later => Assert.False(moves[i].Overwrites(later)));
        }
    }

    [Fact]
    public void Moves_that_can_be_ordered_all_stay()
    {
        // Each reads what the one before it in the list would have overwritten.
        List<Move> moves = [.. Enumerable.Range(0, 16).Select(i => new Move(i * 10, 0, 10, 10, i * 10 + 10, 0))];
        List<Move> turned = [.. Enumerable.Reverse(moves)];
        MoveOrder.Arrange(turned);
        Assert.Equal(moves, turned);
    }

    [Fact]
    public void Of_two_that_change_places_the_larger_stays()
    {
        List<Move> moves = [new(0, 0, 20, 20, 100, 0), new(90, 0, 40, 40, 0, 0)];
        MoveOrder.Arrange(moves);
        Assert.Equal(new Move(90, 0, 40, 40, 0, 0), Assert.Single(moves));
    }

    static Move Any(Random random) => new(
        random.Next(300), random.Next(300), random.Next(1, 80), random.Next(1, 80), random.Next(300), random.Next(300));
}
