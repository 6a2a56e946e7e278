using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Audiences;

public sealed class AudienceTests
{
    readonly List<string> told = [];
    readonly FakeTimeProvider time = new();
    long lastNumber;

    [Fact]
    public void One_who_wants_the_display_alone_has_the_others_leave_and_those_after_him_turned_away_until_he_leaves()
    {
        var audience = Create(SharePolicy.AllowExclusive);
        Enter(audience, isShared: true);
        Enter(audience, isShared: true);
        var alone = Enter(audience, isShared: false)!;
        Assert.Equal([3], audience.Seats.Select(seat => seat.Entry.Number));
        Assert.Equal(2, told.Count(line => line.Contains("end: viewer 3 wants the display alone", StringComparison.Ordinal)));
        Assert.Null(Enter(audience, isShared: true));
        Assert.Equal("refused: another viewer has the display alone", told[^1]);
        // Another who wants it alone gets it, as with QEMU.
        var second = Enter(audience, isShared: false)!;
        Assert.Equal([second], audience.Seats);
        alone.Dispose();
        second.Dispose();
        Assert.NotNull(Enter(audience, isShared: true));
    }

    [Fact]
    public void Where_all_share_one_who_will_not_is_turned_away()
    {
        var audience = Create(SharePolicy.ForceShared);
        Assert.NotNull(Enter(audience, isShared: true));
        Assert.Null(Enter(audience, isShared: false));
        Assert.Single(audience.Seats);
    }

    [Fact]
    public void Where_the_wish_is_ignored_everybody_stays()
    {
        var audience = Create(SharePolicy.Ignore);
        Enter(audience, isShared: true);
        Enter(audience, isShared: false);
        Enter(audience, isShared: true);
        Assert.Equal(3, audience.Seats.Count);
    }

    [Fact]
    public void Everyone_who_may_controls_where_control_is_shared()
    {
        var audience = Create(control: ControlPolicy.Shared);
        var (one, watcher, other) = (Enter(audience)!, Enter(audience, isViewOnly: true)!, Enter(audience)!);
        Assert.Equal((true, false, true), (one.IsControlling, watcher.IsControlling, other.IsControlling));
        Assert.False(watcher.TryControl());
        Assert.True(one.TryControl());
        Assert.True(other.IsControlling);
    }

    [Fact]
    public void One_controls_at_a_time_the_first_who_may_then_who_takes_it_then_the_next()
    {
        var audience = Create(control: ControlPolicy.Single);
        var (watcher, one, two, three) = (Enter(audience, isViewOnly: true)!, Enter(audience)!, Enter(audience)!, Enter(audience)!);
        Assert.Equal([one], audience.Seats.Where(seat => seat.IsControlling));
        told.Clear();
        Assert.True(three.TryControl());
        Assert.Equal(["2 watches", "4 controls"], told);
        Assert.False(watcher.TryControl());
        three.Dispose();
        Assert.Equal([one], audience.Seats.Where(seat => seat.IsControlling));
        one.Disconnect("enough");
        Assert.Equal([two], audience.Seats.Where(seat => seat.IsControlling));
        Assert.False(one.TryControl());
        Assert.Contains("2 end: enough", told);
    }

    [Fact]
    public void A_display_without_a_way_to_its_vm_is_only_watched()
    {
        var audience = new Audience("vm", new AudienceSettings(), null, time);
        var seat = Enter(audience)!;
        Assert.Equal((false, false, false), (seat.MayControl, seat.IsControlling, seat.TryControl()));
        Assert.Equal(time.GetUtcNow(), seat.Since);
    }

    [Fact]
    public async Task Many_come_and_go_at_once_and_one_controls_at_every_moment()
    {
        var audience = Create(control: ControlPolicy.Single);
        var controlling = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                using var seat = audience.TryEnter(
                    new AudienceEntry(i, "vnc", "", ViewerIdentity.Anyone, true),
                    seat => Assert.InRange(seat.IsControlling ? ++controlling : --controlling, 0, 1), _ => { }, out var _)!;
                seat.TryControl();
            }
        })));
        Assert.Equal(0, controlling);
        Assert.Empty(audience.Seats);
    }

    [Fact]
    public async Task The_directory_has_one_audience_for_each_display_and_finds_viewers_by_number()
    {
        var made = 0;
        await using var directory = new AudienceDirectory(
            new AudienceSettings(), _ => ++made > 0 ? new RecordedInput() : null, time);
        Assert.Same(directory.Of("a"), directory.Of("a"));
        var (number, other) = (directory.NextNumber(), directory.NextNumber());
        Assert.NotEqual(number, other);
        var seat = directory.Of("b").TryEnter(
            new AudienceEntry(other, "vnc", "", ViewerIdentity.Anyone, true), _ => { }, _ => { }, out var _)!;
        Assert.Equal((2, "b"), (made, directory.Find(other)!.Display));
        Assert.Null(directory.Find(number));
        seat.Dispose();
        Assert.Empty(directory.Seats);
    }

    [Fact]
    public async Task A_display_that_is_forgotten_has_its_viewers_leave_and_lets_nobody_in()
    {
        await using var directory = new AudienceDirectory(new AudienceSettings(), _ => null, time);
        var audience = directory.Of("vm");
        Enter(audience);
        Enter(audience);
        await directory.ForgetAsync("vm", "it was enough");
        Assert.Equal(["1 end: it was enough", "2 end: it was enough"], told);
        Assert.Null(Enter(audience));
        Assert.Equal("refused: the display is gone", told[^1]);
        Assert.Empty(directory.Seats);
        Assert.NotSame(audience, directory.Of("vm"));
    }

    [Fact]
    public void Who_gives_control_up_does_not_get_it_back_unasked()
    {
        var audience = Create(control: ControlPolicy.Single);
        var (one, two) = (Enter(audience)!, Enter(audience)!);
        one.LetGo();
        Assert.Equal([two], audience.Seats.Where(seat => seat.IsControlling));
        two.LetGo();
        Assert.DoesNotContain(audience.Seats, seat => seat.IsControlling);
        var three = Enter(audience)!;
        Assert.Equal([three], audience.Seats.Where(seat => seat.IsControlling));
        three.Dispose();
        Assert.DoesNotContain(audience.Seats, seat => seat.IsControlling);
        Assert.True(one.TryControl());
        Assert.Equal([one], audience.Seats.Where(seat => seat.IsControlling));

        var shared = Create();
        var watcher = Enter(shared)!;
        watcher.LetGo();
        Enter(shared);
        Assert.False(watcher.IsControlling);
    }

    [Fact]
    public void Who_comes_to_watch_controls_nothing_until_he_takes_it()
    {
        var audience = Create();
        var seat = audience.TryEnter(
            new AudienceEntry(1, "vnc", "here", ViewerIdentity.Anyone, true) { WantsControl = false }, _ => { }, _ => { }, out _)!;
        Assert.Equal((true, false), (seat.MayControl, seat.IsControlling));
        Assert.True(seat.TryControl());
        Assert.True(seat.IsControlling);
    }

    Audience Create(SharePolicy share = SharePolicy.AllowExclusive, ControlPolicy control = ControlPolicy.Shared) =>
        new("vm", new AudienceSettings(share, control), new RecordedInput(), time);

    AudienceSeat? Enter(Audience audience, bool isShared = true, bool isViewOnly = false)
    {
        var number = ++lastNumber;
        var seat = audience.TryEnter(
            new AudienceEntry(number, "vnc", "here", ViewerIdentity.Anyone with { IsViewOnly = isViewOnly }, isShared),
            seat => told.Add($"{number} {(seat.IsControlling ? "controls" : "watches")}"), reason => told.Add($"{number} end: {reason}"),
            out var refusal);
        if (seat is null)
            told.Add($"refused: {refusal}");
        return seat;
    }
}
