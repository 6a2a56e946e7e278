using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Tests.Support;
using Scanout.Tests.Support.Spice;

namespace Scanout.Tests.Pipeline.Sinks.Spice;

public sealed class SpiceSessionTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    const ushort MigrateFlushMark = 4, MigrateData = 5;

    [Fact]
    public async Task Thirty_two_viewers_of_one_display_see_it()
    {
        await using var stage = new SpiceStage();
        List<(SpiceTestSession Session, SpiceTestDisplay Display)> viewers = [];
        for (var i = 0; i < 32; i++)
        {
            var session = await stage.Client.OpenSessionAsync();
            viewers.Add((session, await session.OpenDisplayAsync()));
        }
        Assert.Equal(32, stage.Audience.Seats.Count);
        Assert.Equal(32, viewers.Select(viewer => viewer.Session.Id).Distinct().Count());
        for (var round = 0; round < 3; round++)
        {
            foreach (var (_, display) in viewers)
                await stage.ShowsAsync(display);
            stage.Device.FillRandom(stage.Random);
            stage.Show();
        }
        foreach (var (session, _) in viewers)
            await session.DisposeAsync();
    }

    [Fact]
    public async Task When_the_main_channel_ends_all_end_and_when_another_does_the_rest_goes_on()
    {
        await using var stage = new SpiceStage();
        var session = await stage.Client.OpenSessionAsync();
        var display = await session.OpenDisplayAsync();
        var inputs = await session.OpenInputsAsync();
        await inputs.DisposeAsync();
        await stage.ShowsAsync(display);
        await session.Main.DisposeAsync();
        await display.Channel.ReadToEndAsync();
        Assert.Equal("the viewer left", await stage.EndAsync());
        Assert.Empty(stage.Audience.Seats);
    }

    [Fact]
    public async Task MIGRATE_FLUSH_MARK_after_the_login_ends_its_connection_alone()
    {
        await using var stage = new SpiceStage();
        await using var bystander = await stage.Client.OpenSessionAsync();
        var watched = await bystander.OpenDisplayAsync();
        await using var session = await stage.Client.OpenSessionAsync();
        var display = await session.OpenDisplayAsync();
        var inputs = await session.OpenInputsAsync();
        var cursor = await session.OpenCursorAsync();
        await inputs.Channel.SendAsync(MigrateFlushMark);
        await inputs.Channel.ReadToEndAsync();
        await cursor.Channel.SendAsync(MigrateData, new byte[8]);
        await cursor.Channel.ReadToEndAsync();
        await stage.ShowsAsync(display);
        await display.Channel.SendAsync(MigrateFlushMark);
        await display.Channel.ReadToEndAsync();
        await session.Main.SendAsync(MigrateFlushMark);
        await session.Main.ReadToEndAsync();
        Assert.Contains("Migrate is not expected here", await stage.Sessions[1].Run.WaitAsync(Patience), StringComparison.Ordinal);
        stage.Device.FillRandom(stage.Random);
        stage.Show();
        await stage.ShowsAsync(watched);
    }

    [Fact]
    public async Task A_second_DISPLAY_INIT_ends_its_connection_alone()
    {
        await using var stage = new SpiceStage();
        await using var session = await stage.Client.OpenSessionAsync();
        var inputs = await session.OpenInputsAsync();
        var display = await session.OpenDisplayAsync();
        await stage.ShowsAsync(display);
        await display.InitAsync();
        await display.Channel.ReadToEndAsync();
        Assert.Contains(stage.Log.Lines, line => line.Contains("a display is initialized once", StringComparison.Ordinal));
        await inputs.Channel.SendAsync(111, new byte[10]);
        await stage.ShowsAsync(await session.OpenDisplayAsync());
    }

    [Theory]
    [InlineData(SpiceTestLinkRequest.Main, 104, 0, 2), InlineData(SpiceTestLinkRequest.Main, 105, 3, 1)]
    [InlineData(SpiceTestLinkRequest.Main, 2, 0, 1), InlineData(SpiceTestLinkRequest.Display, 1, 4, 1)]
    [InlineData(SpiceTestLinkRequest.Display, 102, 31, 1), InlineData(SpiceTestLinkRequest.Display, 101, 13, 1)]
    [InlineData(SpiceTestLinkRequest.Inputs, 111, 9, 1), InlineData(SpiceTestLinkRequest.Inputs, 101, 5, 1)]
    [InlineData(SpiceTestLinkRequest.Cursor, 2, 0, 1)]
    public async Task What_is_malformed_unexpected_or_repeated_ends_its_connection_alone(byte channel, ushort message, int bodyBytes, int times)
    {
        await using var stage = new SpiceStage();
        await using var bystander = await stage.Client.OpenSessionAsync();
        var watched = await bystander.OpenDisplayAsync();
        await using var session = await stage.Client.OpenSessionAsync();
        var target = channel == SpiceTestLinkRequest.Main ? session.Main : await session.OpenAsync(channel);
        for (var i = 0; i < times; i++)
            await target.SendAsync(message, new byte[bodyBytes]);
        await target.ReadToEndAsync();
        await stage.ShowsAsync(watched);
        if (channel != SpiceTestLinkRequest.Main)
            await stage.ShowsAsync(await session.OpenDisplayAsync());
    }

    [Fact]
    public async Task Messages_that_nobody_knows_are_passed_over()
    {
        await using var stage = new SpiceStage();
        await using var session = await stage.Client.OpenSessionAsync();
        var display = await session.OpenDisplayAsync();
        await display.Channel.SendAsync(999, new byte[20]);
        await session.Main.SendAsync(107, new byte[20]);
        await stage.ShowsAsync(display);
        await session.RequestMouseModeAsync(1);
        await session.ReadUntilAsync(() => session.MouseMode == 1);
    }

    [Fact]
    public async Task Keys_and_pointer_reach_the_display_of_who_controls_and_of_nobody_else()
    {
        var target = new RecordedInput();
        await using var stage = new SpiceStage(
            settings: (_, log) => new(null, TimeSpan.FromMilliseconds(16)) { Logger = log }, input: target);
        await using var session = await stage.Client.OpenSessionAsync();
        var inputs = await session.OpenInputsAsync();
        await inputs.KeyDownAsync(0x1e);
        await inputs.KeyUpAsync(0x9e);
        await Wait.UntilAsync(() => Task.FromResult(target.Peek().Contains("1e-", StringComparison.Ordinal)), Patience, target.Peek);
        stage.Arrival = stage.Arrival with { Admitted = new ViewerIdentity("eve", IsViewOnly: true, "user") };
        target.Take();
        await using var watching = await stage.Client.OpenSessionAsync();
        var idle = await watching.OpenInputsAsync();
        await idle.KeyDownAsync(0x1e);
        for (var i = 0; i < 8; i++)
            await idle.MoveToAsync((uint)i, (uint)i);
        // Acknowledged as anybody's, so that his client does not stop.
        await idle.Channel.ReadAsync(SpiceTestInputs.MotionAck);
        await idle.Channel.ReadAsync(SpiceTestInputs.MotionAck);
        Assert.Equal("", target.Peek());
    }

    [Fact]
    public async Task A_viewer_is_disconnected_as_any_other()
    {
        await using var stage = new SpiceStage();
        await using var session = await stage.Client.OpenSessionAsync();
        var seat = Assert.Single(stage.Audience.Seats);
        Assert.Equal("spice", seat.Entry.Protocol);
        seat.Disconnect("an operator disconnected him");
        await session.Main.ReadToEndAsync();
        Assert.Equal("an operator disconnected him", await stage.EndAsync());
    }

    [Fact]
    public async Task A_client_that_answers_no_pings_is_gone_after_a_minute()
    {
        await using var stage = new SpiceStage();
        await using var session = await stage.Client.OpenSessionAsync();
        session.Main.AnswersPings = false;
        for (var i = 0; i < 6 && !stage.Sessions[0].Run.IsCompleted; i++)
        {
            stage.Time.Advance(TimeSpan.FromSeconds(15));
            await session.Main.HasMessageAsync(TimeSpan.FromSeconds(1));
            if (i < 4)
                await session.Main.ReadAsync();
        }
        Assert.Equal("the connection broke", await stage.EndAsync());
    }

    [Fact]
    public async Task The_cursor_has_its_shape_its_place_and_goes_away()
    {
        await using var stage = new SpiceStage();
        await using var session = await stage.Client.OpenSessionAsync();
        await session.OpenDisplayAsync();
        var cursor = await session.OpenCursorAsync();
        var shape = new byte[8 * 8 * 4];
        stage.Random.NextBytes(shape);
        stage.Device.Cursor = new Cursor(new CursorImage(8, 8, 2, 3, [.. shape]), 10, 20);
        stage.Show();
        await cursor.ReadUntilAsync(() => cursor.Shape is not null);
        Assert.Equal((8, 8, 2, 3), (cursor.Shape!.Width, cursor.Shape.Height, cursor.Shape.HotX, cursor.Shape.HotY));
        Assert.Equal(shape, cursor.Shape.Bgra);
        Assert.Equal((12, 23), cursor.Position);
        stage.Device.Cursor = stage.Device.Cursor with { XPixels = -1 };
        stage.Show();
        await cursor.ReadUntilAsync(() => cursor.Position.X == 1);
        stage.Device.Cursor = null;
        stage.Show();
        await cursor.ReadUntilAsync(() => !cursor.IsVisible);
    }

    [Fact]
    public async Task Where_one_viewer_alone_controls_the_others_are_told_by_their_title()
    {
        await using var stage = new SpiceStage(input: new RecordedInput(), audience: new AudienceSettings(Control: ControlPolicy.Single));
        await using var first = await stage.Client.OpenSessionAsync();
        await using var second = await stage.Client.OpenSessionAsync();
        await second.ReadUntilAsync(() => second.DisplayName == "vm (view only)");
        await first.DisposeAsync();
        await second.ReadUntilAsync(() => second.DisplayName == "vm");
        Assert.NotEqual(Guid.Empty, second.DisplayId);
    }
}
