using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Screens;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Screens;

public sealed class ScreenWatchTests : IDisposable
{
    readonly PaintedDesktop desktop = new(640, 480);
    readonly RecordedLog log = new();
    readonly ScreenThresholds thresholds = new(new ScreenSettings());
    readonly ScreenBoard board;
    readonly ScreenWatch watch;

    public ScreenWatchTests()
    {
        board = new ScreenBoard(desktop.Time);
        watch = new ScreenWatch(desktop.Surface, thresholds, board, log);
    }

    public void Dispose() => desktop.Dispose();

    [Fact]
    public void Edges_are_told_to_the_board_and_to_the_log()
    {
        Fill(0xFF336699);
        watch.Look();
        Assert.Equal(ScreenState.Still, board.Of("vm")?.State);
        Fill(0);
        Pass(30);
        Assert.Equal((ScreenState.Black, TimeSpan.FromSeconds(20)), (board.Of("vm")!.Value.State, board.Of("vm")!.Value.Elapsed));
        desktop.Surface.ShowNotice("no signal", "vm");
        Pass(15);
        Assert.Equal(
            ["the screen of vm is still", "the screen of vm is black, after 10 s of still", "the screen of vm is nosignal, after 30 s of black"],
            log.Lines);
    }

    [Fact]
    public void Thresholds_that_change_count_from_the_next_look_and_wake_who_watches()
    {
        Fill(0xFF202020);
        Pass(30);
        Assert.Equal(ScreenState.Still, board.Of("vm")?.State);
        var woken = 0;
        thresholds.Changed += () => woken++;
        thresholds.Current = new ScreenSettings { BlackLevel = 0x20, Settle = TimeSpan.FromSeconds(2) };
        thresholds.Current = new ScreenSettings { BlackLevel = 0x20, Settle = TimeSpan.FromSeconds(2) };
        Assert.Equal(1, woken);
        Fill(0xFF202021);
        Fill(0xFF202020);
        Pass(3);
        Assert.Equal(ScreenState.Black, board.Of("vm")?.State);
    }

    [Fact]
    public void A_display_that_has_never_shown_anything_has_no_signal()
    {
        watch.Look();
        Assert.Null(board.Of("vm"));
        Pass(10);
        Assert.Equal(ScreenState.NoSignal, board.Of("vm")?.State);
    }

    [Fact]
    public void A_screen_that_moved_and_then_does_not_is_frozen()
    {
        for (var frame = 0u; frame < 30; frame++)
        {
            Fill(0xFF000000 | frame * 8);
            Pass(1);
        }
        Assert.Equal(ScreenState.Lively, board.Of("vm")?.State);
        Pass(131);
        Assert.Equal(ScreenState.Frozen, board.Of("vm")?.State);
    }

    [Fact]
    public async Task It_wants_no_pictures_and_leaves_nothing_behind()
    {
        Fill(0xFF336699);
        using var ending = new CancellationTokenSource();
        var run = watch.RunAsync(ending.Token);
        await Wait.UntilAsync(() => board.Of("vm") is not null, TimeSpan.FromSeconds(20), log.ToString);
        Assert.Null(desktop.Surface.Demand);
        await ending.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Null(board.Of("vm"));
        Assert.Empty(board.All);
    }

    void Fill(uint colour)
    {
        desktop.Fill(new PixelRectangle(0, 0, 640, 480), colour);
        desktop.Publish();
    }

    /// <summary>Seconds go by, in each of which it looks.</summary>
    void Pass(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            watch.Look();
            desktop.Time.Advance(TimeSpan.FromSeconds(1));
        }
        watch.Look();
    }
}
