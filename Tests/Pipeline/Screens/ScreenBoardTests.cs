using Scanout.Pipeline.Screens;

namespace Scanout.Tests.Pipeline.Screens;

public sealed class ScreenBoardTests
{
    [Fact]
    public void What_a_later_watch_of_a_display_has_told_outlives_the_earlier_one()
    {
        var (board, earlier, later) = (new ScreenBoard(TimeProvider.System), new Told(), new Told());
        board.Put("vm", ScreenState.Black, earlier);
        board.Put("vm", ScreenState.Lively, later);
        board.Remove("vm", earlier);
        Assert.Equal(ScreenState.Lively, board.Of("vm")!.Value.State);
        board.Remove("vm", later);
        Assert.Null(board.Of("vm"));
    }

    sealed class Told : IScreenWatch
    {
        public Task RunAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
