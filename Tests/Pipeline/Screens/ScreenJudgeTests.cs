using Scanout.Pipeline.Screens;

namespace Scanout.Tests.Pipeline.Screens;

public sealed class ScreenJudgeTests
{
    static readonly ScreenSight Picture = new(true, false, false);
    static readonly ScreenSight Black = new(true, true, false);
    static readonly ScreenSight Text = new(true, false, true);
    static readonly ScreenSight Nothing = new(false, false, false);
    static readonly ScreenSight[] Sights = [Picture, Black, Text, Nothing];

    readonly ScreenJudge judge = new(new ScreenSettings());
    readonly List<(int Second, ScreenState State)> edges = [];
    int second;

    [Fact]
    public void A_screen_that_rests_is_still_at_once()
    {
        See(Picture);
        Pass(600);
        Assert.Equal([(0, ScreenState.Still)], edges);
        Assert.Null(judge.NextEdge());
    }

    [Fact]
    public void Five_changes_in_ten_seconds_are_lively_until_they_are_over()
    {
        See(Picture);
        Each(1, 20, Picture);
        Assert.Equal([(0, ScreenState.Still), (13, ScreenState.Lively)], edges);
        Pass(60);
        Assert.Equal((35, ScreenState.Still), edges[^1]);
    }

    [Fact]
    public void What_was_lively_until_its_last_change_is_frozen_after_two_minutes_and_not_before()
    {
        See(Picture, 3);
        Each(1, 60, Picture, 2);
        var last = second - 1;
        Pass(119);
        Assert.DoesNotContain(edges, edge => edge.State == ScreenState.Frozen);
        Pass(600);
        Assert.Equal((last + 120 + 10, ScreenState.Frozen), edges[^1]);
        Assert.Null(judge.NextEdge());
        Each(1, 20, Picture, 2);
        Assert.Equal(ScreenState.Lively, edges[^1].State);
    }

    [Fact]
    public void A_clock_that_goes_on_is_no_freeze_and_a_desktop_that_was_left_alone_is_none_either()
    {
        See(Picture);
        Each(1, 30, Picture, 2);
        Each(60, 10, Picture);
        Pass(3600);
        Assert.DoesNotContain(edges, edge => edge.State == ScreenState.Frozen);
        Assert.Equal(ScreenState.Still, edges[^1].State);
    }

    [Fact]
    public void A_console_whose_caret_has_stopped_is_frozen_and_one_that_blinks_is_text()
    {
        See(Text);
        Each(1, 300, Text);
        Assert.Equal([(0, ScreenState.Text)], edges);
        Pass(200);
        Assert.Equal(ScreenState.Frozen, edges[^1].State);
    }

    [Fact]
    public void A_black_screen_stays_black_however_long_and_however_often_it_changes()
    {
        See(Black);
        Each(1, 100, Black);
        Pass(1000);
        Assert.Equal([(0, ScreenState.Black)], edges);
    }

    [Fact]
    public void Without_a_picture_there_is_no_signal_and_what_was_before_counts_no_more()
    {
        Pass(9);
        Assert.Empty(edges);
        Pass(5);
        Assert.Equal([(10, ScreenState.NoSignal)], edges);
        Each(1, 30, Picture, 2);
        Assert.Equal(ScreenState.Lively, edges[^1].State);
        See(Nothing);
        Pass(20);
        Assert.Equal(ScreenState.NoSignal, edges[^1].State);
        See(Picture);
        Pass(600);
        Assert.Equal(ScreenState.Still, edges[^1].State);
        Assert.DoesNotContain(edges, edge => edge.State == ScreenState.Frozen);
    }

    [Fact]
    public void However_a_screen_flickers_no_two_edges_are_nearer_than_ten_seconds()
    {
        var random = new Random(7);
        for (var step = 0; step < 20_000; step++)
        {
            if (random.Next(1 + random.Next(60)) == 0)
                See(Sights[random.Next(Sights.Length)], random.Next(1, 4));
            Pass(1);
        }
        Assert.True(edges.Count > 20, $"{edges.Count}");
        Assert.All(edges.Zip(edges.Skip(1)), pair => Assert.InRange(pair.Second.Second - pair.First.Second, 10, int.MaxValue));
    }

    [Fact]
    public void A_state_that_does_not_hold_is_not_told()
    {
        See(Picture);
        Pass(60);
        for (var flash = 0; flash < 20; flash++)
        {
            See(Black);
            Pass(6);
            See(Picture);
            Pass(6);
        }
        Assert.DoesNotContain(edges, edge => edge.State == ScreenState.Black);
    }

    [Fact]
    public void It_says_when_to_ask_again_so_that_no_edge_is_late()
    {
        See(Picture, 9);
        Settle();
        for (var asked = 0; judge.NextEdge() is { } next; asked++)
        {
            Assert.InRange(asked, 0, 20);
            second = Math.Max(second, (int)Math.Ceiling(next.TotalSeconds));
            Settle();
        }
        Assert.Equal([(0, ScreenState.Lively), (20, ScreenState.Still), (130, ScreenState.Frozen)], edges);
    }

    void See(ScreenSight sight, long count = 1)
    {
        judge.See(TimeSpan.FromSeconds(second), sight, count);
        Settle();
    }

    void Each(int everySeconds, int times, ScreenSight sight, long count = 1)
    {
        for (var time = 0; time < times; time++)
        {
            See(sight, count);
            Pass(everySeconds);
        }
    }

    /// <summary>Seconds go by, in each of which it is asked.</summary>
    void Pass(int seconds)
    {
        for (var end = second + seconds; second < end; second++)
            Settle();
        Settle();
    }

    void Settle()
    {
        if (judge.Settles(TimeSpan.FromSeconds(second)))
            edges.Add((second, judge.Told!.Value));
    }
}
