using Scanout.Pipeline.Frames;
using Scanout.Tests.Support;
using Scanout.Tests.Support.Spice;

namespace Scanout.Tests.Pipeline.Sinks.Spice;

public sealed class SpiceDisplayTests
{
    [Theory]
    [InlineData(SpiceTestClient.WithLz4, null, SpiceTestClient.Lz4)]
    [InlineData(SpiceTestClient.WithoutLz4, null, SpiceTestClient.LzRgb)]
    [InlineData(SpiceTestClient.WithLz4, SpiceTestClient.CompressionLz, SpiceTestClient.LzRgb)]
    [InlineData(SpiceTestClient.WithLz4, SpiceTestClient.CompressionOff, SpiceTestClient.Bitmap)]
    public async Task The_client_has_the_picture_after_whatever_changes(uint capabilities, byte? compression, byte type)
    {
        await using var stage = new SpiceStage();
        await using var session = await (stage.Client with { Display = capabilities, Compression = compression }).OpenSessionAsync();
        var display = await session.OpenDisplayAsync();
        await stage.ShowsAsync(display);
        for (var round = 0; round < 40; round++)
        {
            if (round % 10 == 9)
                stage.Device.Resize(stage.Random.Next(1, 300), stage.Random.Next(1, 300));
            var whole = new PixelRectangle(0, 0, stage.Device.Layout.WidthPixels, stage.Device.Layout.HeightPixels);
            for (var i = 0; i < 3; i++)
                stage.Device.Fill(
                    new PixelRectangle(stage.Random.Next(200), stage.Random.Next(150), stage.Random.Next(1, 90), stage.Random.Next(1, 90))
                        .Intersect(whole), (uint)stage.Random.Next());
            stage.Device.SetPixel(0, 0, (uint)round + 0x010101);
            stage.Show();
            await stage.ShowsAsync(display);
        }
        Assert.All(display.Draws.Where(draw => draw.Type == SpiceTestDisplay.DrawCopy), draw => Assert.Equal(type, draw.ImageType));
        Assert.InRange(display.MostDrawsBetweenPings, 1, 16);
    }

    [Fact]
    public async Task A_scroll_is_a_copy_and_the_lines_that_are_new()
    {
        await using var stage = new SpiceStage(640, 400);
        await using var session = await stage.Client.OpenSessionAsync();
        var display = await session.OpenDisplayAsync();
        await stage.ShowsAsync(display);
        for (var round = 0; round < 5; round++)
        {
            var stride = stage.Device.Layout.StrideBytes;
            stage.Device.Memory[(7 * stride)..].CopyTo(stage.Device.Memory);
            stage.Random.NextBytes(stage.Device.Memory[^(7 * stride)..]);
            stage.Show();
            display.Draws.Clear();
            await stage.ShowsAsync(display);
            Assert.Equal(SpiceTestDisplay.CopyBits, display.Draws[0].Type);
            Assert.True(display.Draws.Sum(draw => draw.ImageBytes) < 640 * 64 * 4);
        }
    }

    [Fact]
    public async Task A_page_that_becomes_blank_is_a_fill()
    {
        await using var stage = new SpiceStage(640, 400);
        await using var session = await stage.Client.OpenSessionAsync();
        var display = await session.OpenDisplayAsync();
        await stage.ShowsAsync(display);
        display.Draws.Clear();
        stage.Device.Fill(new PixelRectangle(0, 0, 640, 400), 0x00336699);
        stage.Show();
        await stage.ShowsAsync(display);
        Assert.Equal([SpiceTestDisplay.DrawFill], display.Draws.Select(draw => draw.Type));
    }

    [Fact]
    public async Task A_new_size_destroys_the_surface_before_it_creates_one_and_shows_it_when_it_is_drawn()
    {
        await using var stage = new SpiceStage();
        await using var session = await stage.Client.OpenSessionAsync();
        var display = await session.OpenDisplayAsync();
        await stage.ShowsAsync(display);
        stage.Device.Resize(333, 222);
        stage.Device.FillRandom(stage.Random);
        stage.Show();
        await stage.ShowsAsync(display);
        Assert.Equal((333, 222), display.Monitor);
        Assert.Equal(
            (1, 2, 2), (display.Count(SpiceTestDisplay.SurfaceDestroy), display.Count(SpiceTestDisplay.SurfaceCreate), display.Count(SpiceTestDisplay.Mark)));
    }

    [Fact]
    public async Task Sixteen_draws_are_enough_for_the_worst_picture()
    {
        await using var stage = new SpiceStage(1920, 1080);
        await using var session = await stage.Client.OpenSessionAsync();
        var display = await session.OpenDisplayAsync();
        await stage.ShowsAsync(display);
        for (var round = 0; round < 3; round++)
        {
            for (var y = 0; y < 1080; y += 64)
                for (var x = y / 64 % 2 * 64; x < 1920; x += 128)
                    stage.Device.SetPixel(x + 20, y + 20, (uint)stage.Random.Next());
            stage.Show();
            await stage.ShowsAsync(display);
        }
        Assert.InRange(display.MostDrawsBetweenPings, 1, 16);
    }

    [Fact]
    public async Task A_client_without_short_headers_is_served_as_well()
    {
        await using var stage = new SpiceStage();
        await using var session = await (stage.Client with { Common = SpiceTestClient.CommonCapabilities & ~8u }).OpenSessionAsync();
        var display = await session.OpenDisplayAsync();
        Assert.False(display.Channel.IsMini);
        await stage.ShowsAsync(display);
    }

    [Fact]
    public async Task A_client_that_acknowledges_nothing_is_sent_no_more_than_two_windows()
    {
        await using var stage = new SpiceStage();
        await using var session = await stage.Client.OpenSessionAsync();
        var display = await session.OpenDisplayAsync();
        display.Channel.Acknowledges = false;
        await stage.ShowsAsync(display);
        for (var round = 0; round < 400; round++)
        {
            stage.Device.SetPixel(round % 200, 0, (uint)round + 1);
            stage.Show();
            await display.DrainAsync();
            if (display.Channel.MessagesRead > 100 && !await display.Channel.HasMessageAsync(TimeSpan.FromMilliseconds(100)))
                break;
        }
        Assert.InRange(display.Channel.MessagesRead, 100, 160);
    }

    [Fact]
    public async Task A_slow_client_gets_the_newest_picture_and_no_older_one()
    {
        await using var stage = new SpiceStage(320, 200) { PauseBytes = 4096 };
        await using var slow = await stage.Client.OpenSessionAsync();
        await using var quick = await stage.Client.OpenSessionAsync();
        var (behind, ahead) = (await slow.OpenDisplayAsync(), await quick.OpenDisplayAsync());
        await stage.ShowsAsync(ahead);
        for (var round = 0; round < 30; round++)
        {
            stage.Device.FillRandom(stage.Random);
            stage.Show();
            await stage.ShowsAsync(ahead);
        }
        await stage.ShowsAsync(behind);
        Assert.InRange(behind.Channel.BytesRead, 1, ahead.Channel.BytesRead / 4);
    }

    [Fact]
    public async Task Sixteen_clients_share_what_is_made_once()
    {
        await using var stage = new SpiceStage(640, 480);
        List<SpiceTestDisplay> displays = [];
        List<SpiceTestSession> sessions = [];
        for (var i = 0; i < 16; i++)
        {
            sessions.Add(await stage.Client.OpenSessionAsync());
            displays.Add(await sessions[i].OpenDisplayAsync());
        }
        foreach (var display in displays)
            await stage.ShowsAsync(display);
        var before = stage.Pool.EncodedBytes;
        Assert.InRange(before, 1, 2 * 640 * 480 * 4);
        foreach (var session in sessions)
            await session.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_may_know_no_compression_is_given_a_moment_to_say_so()
    {
        await using var stage = new SpiceStage();
        await using var session = await (stage.Client with { Display = 0x40 }).OpenSessionAsync();
        var display = await session.OpenDisplayAsync();
        Assert.False(await display.Channel.HasMessageAsync(TimeSpan.FromMilliseconds(100)));
        await display.Channel.SendAsync(SpiceTestDisplay.PreferredCompression, new[] { SpiceTestClient.CompressionOff });
        await stage.ShowsAsync(display);
        Assert.All(display.Draws, draw => Assert.Equal(SpiceTestClient.Bitmap, draw.ImageType));
    }

    [Fact]
    public async Task A_client_that_talks_before_it_begins_is_heard_when_it_leaves()
    {
        await using var stage = new SpiceStage();
        await using var session = await stage.Client.OpenSessionAsync();
        var channel = await session.OpenAsync(SpiceTestLinkRequest.Display);
        for (var i = 0; i < 200; i++)
            await channel.SendAsync(SpiceTestChannel.Pong, new byte[12]);
        await channel.DisposeAsync();
        await Wait.UntilAsync(
            async () => (await (await stage.Client.LinkAsync()).LinkAsync(stage.Client.Request(SpiceTestLinkRequest.Display, session.Id))).Error == 0,
            TimeSpan.FromSeconds(10), () => "its place is not free");
    }
}
