using System.Net.WebSockets;
using Scanout.Hosting.Cluster;
using Scanout.Hosting.Web.Wall;
using Scanout.Pipeline.Frames;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Web.Wall;

public sealed class WallFeedTests
{
    [Fact]
    public async Task A_page_is_told_of_every_display_once_and_then_of_what_changes()
    {
        await using var stage = new WallStage(["a", "b", "c"]);
        await stage.UntilAsync(() => stage.News.Length > 0);
        Assert.Equal("host-1", stage.News[0].GetProperty("node").GetString());
        Assert.Equal(["a", "b", "c"], Names(stage, 0));
        stage.Change("a", record => record with { Frames = 77, UpdatesPerSecond = 2.2 });
        stage.Change("b", record => record with { State = "lost", Reason = "it is unplugged" });
        await stage.UntilAsync(() => stage.News.Length > 1);
        Assert.Equal(["b"], Names(stage, 1));
        Assert.Equal("it is unplugged", stage.News[1].GetProperty("displays")[0].GetProperty("reason").GetString());
        stage.Remove("c");
        await stage.UntilAsync(() => stage.News.Length > 2);
        Assert.Empty(Names(stage, 2));
        Assert.Equal("c", stage.News[2].GetProperty("gone")[0].GetString());
    }

    [Fact]
    public async Task Displays_are_asked_for_twice_a_second_while_there_is_a_page_and_not_without()
    {
        await using var stage = new WallStage(["a"]);
        await stage.UntilAsync(() => stage.News.Length > 0);
        var (looks, before) = (stage.Looks, stage.Time.GetUtcNow());
        await stage.UntilAsync(() => stage.Time.GetUtcNow() - before > TimeSpan.FromSeconds(5));
        Assert.InRange(stage.Looks - looks, 1, 11);
        Assert.Single(stage.News);
        stage.Socket.Leave();
        await stage.EndAsync();
        looks = stage.Looks;
        stage.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(looks, stage.Looks);
        Assert.Null(stage.Board.State);
    }

    [RealPeerFact("djpeg")]
    public async Task Only_what_is_in_view_is_looked_at_and_that_patiently()
    {
        await using var stage = new WallStage(["a", "b"]);
        stage.Publish("a", 1);
        stage.Publish("b", 2);
        stage.Say(new { show = new[] { "a", "none" }, width = 200 });
        await stage.UntilAsync(() => stage.Pictures.Length > 0);
        await stage.UntilAsync(() => stage.SurfaceOf("a").Demand is not null);
        Assert.Equal(new SurfaceDemand(TimeSpan.FromMilliseconds(500), IsPatient: true), stage.SurfaceOf("a").Demand);
        Assert.Null(stage.SurfaceOf("b").Demand);
        stage.Say(new { show = new[] { "b" } });
        await stage.UntilAsync(() => stage.Pictures.Length > 1 && stage.SurfaceOf("a").Demand is null);
        Assert.Equal(["a", "b"], stage.Pictures.Select(picture => picture.Name));
        stage.Say(new { show = Array.Empty<string>() });
        await stage.UntilAsync(() => stage.SurfaceOf("b").Demand is null);
    }

    [RealPeerFact("djpeg")]
    public async Task A_picture_that_looks_the_same_is_not_sent_again_and_another_size_is()
    {
        await using var stage = new WallStage(["a", "b"]);
        stage.Publish("a", 1);
        stage.Say(new { show = new[] { "a" }, width = 160 });
        await stage.UntilAsync(() => stage.Pictures.Length > 0);
        stage.Publish("a", 1);
        await stage.SettleAsync(other: "b");
        Assert.Single(stage.Pictures);
        stage.Say(new { width = 320 });
        await stage.UntilAsync(() => stage.Pictures.Length > 1);
        stage.Publish("a", 200);
        await stage.UntilAsync(() => stage.Pictures.Length > 2);
    }

    [RealPeerFact("djpeg")]
    public async Task A_card_gets_two_pictures_a_second_at_most_and_the_newest_in_the_end()
    {
        await using var stage = new WallStage(["a"]);
        stage.Publish("a", 0);
        stage.Say(new { show = new[] { "a" }, width = 160 });
        await stage.UntilAsync(() => stage.Pictures.Length > 0);
        var (first, start, value) = (stage.Pictures.Length, stage.Time.GetUtcNow(), (byte)0);
        await stage.UntilAsync(() =>
        {
            stage.Publish("a", value += 3);
            stage.Say(new { seen = stage.Pictures.Length });
            return stage.Time.GetUtcNow() - start >= TimeSpan.FromSeconds(4);
        });
        Assert.InRange(stage.Pictures.Length - first, 1, 9);
        stage.Publish("a", 255);
        using var thumbnails = new Thumbnails();
        var newest = thumbnails.NewestOf(stage.SurfaceOf("a"), ThumbnailSize.For(160))!;
        await stage.UntilAsync(() => stage.Pictures[^1].Jpeg.AsSpan().SequenceEqual(newest.Jpeg.Span));
    }

    [Fact]
    public async Task Who_comes_first_waits_for_nothing()
    {
        await using var stage = new WallStage(["a"]);
        await Wait.UntilAsync(() => stage.News.Length > 0, TimeSpan.FromSeconds(30), () => "nothing is told");
    }

    [RealPeerFact("djpeg")]
    public async Task A_page_that_takes_nothing_is_sent_nothing_more_and_then_the_newest()
    {
        var names = Enumerable.Range(0, WallFeed.MaxUnderWay + 10).Select(number => $"vm-{number}").ToArray();
        await using var stage = new WallStage(names);
        foreach (var name in names)
            stage.Publish(name, 1, 64, 64);
        stage.Say(new { show = names, width = 160 });
        await stage.UntilAsync(() => stage.Pictures.Length >= WallFeed.MaxUnderWay);
        await stage.UntilAsync(() => names.All(name => stage.SurfaceOf(name).Demand is null));
        var left = names.Except(stage.Pictures.Select(picture => picture.Name)).ToArray();
        Assert.Equal(10, left.Length);
        foreach (var name in left)
        {
            stage.Publish(name, 99, 64, 64);
            stage.Publish(name, 200, 64, 64);
        }
        var news = stage.News.Length;
        stage.Change("vm-0", record => record with { State = "lost" });
        stage.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((WallFeed.MaxUnderWay, news), (stage.Pictures.Length, stage.News.Length));
        stage.Say(new { seen = WallFeed.MaxUnderWay });
        await stage.UntilAsync(() => stage.Pictures.Length == names.Length && stage.News.Length > news);
        Assert.Equal(left.Order(), stage.Pictures[WallFeed.MaxUnderWay..].Select(picture => picture.Name).Order());
        await stage.UntilAsync(() => names.All(name => stage.SurfaceOf(name).Demand is not null));
        stage.Say(new { show = Array.Empty<string>() });
    }

    [Fact]
    public async Task What_a_page_may_not_see_it_is_neither_told_of_nor_shown()
    {
        await using var stage = new WallStage(["open", "secret"], name => name != "secret");
        stage.Publish("secret", 1);
        stage.Say(new { show = new[] { "secret" }, width = 160 });
        await stage.UntilAsync(() => stage.News.Length > 0);
        await stage.SettleAsync(other: "open");
        Assert.All(Enumerable.Range(0, stage.News.Length), message => Assert.Equal(["open"], Names(stage, message)));
        Assert.Empty(stage.Pictures);
        Assert.Null(stage.SurfaceOf("secret").Demand);
    }

    [Fact]
    public async Task A_page_that_asks_is_told_of_the_other_hosts_displays_and_then_of_what_changes_of_them()
    {
        await using var stage = new WallStage(["a"]);
        stage.Neighbour("b", HostState.Present, WallStage.Remote("vm-1"), WallStage.Remote("vm-2"));
        stage.Neighbour("c", HostState.Present, WallStage.Remote("vm-1"));
        await stage.AskOfHostsAsync();
        var all = await stage.HostsToldAsync(0);
        Assert.True(stage.News[^1].GetProperty("areAllHosts").GetBoolean());
        Assert.Empty(stage.News[^1].GetProperty("displays").EnumerateArray());
        Assert.Equal(["b vm-1 vgpu 800 live", "b vm-2 vgpu 800 live", "c vm-1 vgpu 800 live"], all);

        // Its numbers alone.
        stage.Neighbour("b", HostState.Present, WallStage.Remote("vm-1"), WallStage.Remote("vm-2", updatesPerSecond: 30));
        Assert.Equal(["b vm-2   live"], await stage.HostsToldAsync(1));
        Assert.False(stage.News[^1].TryGetProperty("areAllHosts", out _));
        // Its facts.
        stage.Neighbour("b", HostState.Present, WallStage.Remote("vm-1", widthPixels: 1024), WallStage.Remote("vm-2", updatesPerSecond: 30));
        Assert.Equal(["b vm-1 vgpu 1024 live"], await stage.HostsToldAsync(2));
        stage.Neighbour("c", HostState.Gone, WallStage.Remote("vm-1"));
        Assert.Equal(["c vm-1   lost"], await stage.HostsToldAsync(3));
        stage.Neighbour("b", HostState.Present, WallStage.Remote("vm-2", updatesPerSecond: 30));
        Assert.Equal(["b vm-1 gone"], await stage.HostsToldAsync(4));
        stage.Neighbour("b", HostState.Present, null);
        Assert.Equal(["b vm-2 gone"], await stage.HostsToldAsync(5));
    }

    [Fact]
    public async Task Other_hosts_are_no_news_where_nothing_is_told_otherwise_and_to_who_does_not_ask()
    {
        await using var stage = new WallStage(["a"]);
        stage.Neighbour("b", HostState.Present, WallStage.Remote("vm-1"));
        await stage.SettleAsync(other: "a");
        Assert.DoesNotContain(stage.News, message => message.TryGetProperty("hosts", out _));
        await stage.AskOfHostsAsync();
        await stage.HostsToldAsync(0);
        // Read anew, and the same.
        stage.Neighbour("b", HostState.Present, WallStage.Remote("vm-1"));
        stage.Neighbour("b", HostState.Stale, WallStage.Remote("vm-1"));
        await stage.SettleAsync(other: "a");
        Assert.Single(stage.News, message => message.TryGetProperty("hosts", out _));
    }

    [Fact]
    public async Task Who_asks_of_other_hosts_and_there_are_none_is_told_so()
    {
        await using var stage = new WallStage(["a"]);
        await stage.AskOfHostsAsync();
        Assert.Empty(await stage.HostsToldAsync(0));
        Assert.True(stage.News[^1].GetProperty("areAllHosts").GetBoolean());
    }

    [Fact]
    public async Task Of_other_hosts_too_a_page_is_told_what_it_may_see()
    {
        await using var stage = new WallStage(["a"], name => name is not "b/secret");
        stage.Neighbour("b", HostState.Present, WallStage.Remote("secret"), WallStage.Remote("open"));
        stage.Neighbour("c", HostState.Present, WallStage.Remote("secret"));
        await stage.AskOfHostsAsync();
        Assert.Equal(["b open vgpu 800 live", "c secret vgpu 800 live"], await stage.HostsToldAsync(0));
        stage.Neighbour("b", HostState.Present, WallStage.Remote("secret", state: "idle"), WallStage.Remote("open"));
        await stage.SettleAsync(other: "a");
        Assert.Single(stage.News, message => message.TryGetProperty("hosts", out _));
    }

    [Theory]
    [InlineData("nonsense"), InlineData("[1]"), InlineData("null"), InlineData("""{"show":[null]}"""), InlineData("""{"show":"a"}""")]
    public async Task Who_speaks_nonsense_is_shown_out(string text)
    {
        await using var stage = new WallStage(["a"]);
        stage.Socket.Say(text);
        await stage.EndAsync();
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, stage.Socket.ClosedWith);
    }

    static IEnumerable<string?> Names(WallStage stage, int message) =>
        stage.News[message].GetProperty("displays").EnumerateArray().Select(display => display.GetProperty("name").GetString());
}
