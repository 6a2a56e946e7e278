using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Spice;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Input;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Pipeline.Sinks.Spice;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Spice;

public sealed class SpiceInputTests : IDisposable
{
    const SpiceMouseModes Both = SpiceMouseModes.Server | SpiceMouseModes.Client;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly TilePool pool = new();
    readonly FakeTimeProvider time = new();
    readonly RecordedInput target = new();
    readonly Signal signal = new();
    readonly Surface surface;
    readonly DisplayCapture capture;
    long lastNumber;

    public SpiceInputTests()
    {
        surface = new Surface("vm", pool, time);
        capture = new DisplayCapture(new PaintedDevice(200, 100), surface);
        capture.Poll();
    }

    public void Dispose()
    {
        capture.Dispose();
        surface.Dispose();
    }

    [Fact]
    public void Keys_reach_the_vm_by_their_scancodes_and_are_let_go_of_at_the_end()
    {
        var input = Enter();
        Type(input, 0x1E);
        Type(input, 0x9E);
        Type(input, 0xE0, 0x48);
        Type(input, 0xE0, 0xC8);
        Type(input, 0x1C, 0x9C);
        Assert.Equal("1e+ 1e- c8+ c8- 1c+ 1c-", target.Take());
        // Pause spans two messages.
        Type(input, 0xE1, 0x1D, 0x45);
        Type(input, 0xE1, 0x9D);
        Type(input, 0xC5);
        Assert.Equal("c6+ c6-", target.Take());
        Assert.True(surface.IsBeingTypedAt);
        Type(input, 0x1D);
        input.TryTake(new SpiceClientMessage.Press(1, 1));
        input.Dispose();
        Assert.Equal("1d+ Left+ 1d- Left-", target.Take());
    }

    [Theory]
    [InlineData(1, "Left+", "Left-"), InlineData(2, "Middle+", "Middle-"), InlineData(3, "Right+", "Right-")]
    [InlineData(4, "WheelUp+ WheelUp-", ""), InlineData(5, "WheelDown+ WheelDown-", "")]
    [InlineData(6, "Side+", "Side-"), InlineData(7, "Extra+", "Extra-")]
    [InlineData(0, "", ""), InlineData(8, "", ""), InlineData(255, "", "")]
    public void Buttons_are_pressed_and_released_and_the_wheel_steps_when_it_is_pressed(byte button, string pressed, string released)
    {
        var input = Enter();
        for (var i = 0; i < 2; i++)
        {
            Assert.True(input.TryTake(new SpiceClientMessage.Press(button, 0xFFFF)));
            Assert.Equal(pressed, target.Take());
            Assert.True(input.TryTake(new SpiceClientMessage.Release(button, 0)));
            Assert.Equal(released, target.Take());
        }
    }

    [Fact]
    public void A_pointer_goes_to_its_place_within_the_newest_frame_or_by_its_way_and_its_masks_press_nothing()
    {
        var input = Enter();
        input.TryTake(new SpiceClientMessage.Position(100, 50, 1, 0));
        Assert.Equal("@16465,16547", target.Take());
        input.TryTake(new SpiceClientMessage.Position(199, 99, 0, 0));
        input.TryTake(new SpiceClientMessage.Position(200, 1_000, 0, 0));
        input.TryTake(new SpiceClientMessage.Position(uint.MaxValue, int.MaxValue + 1u, 0, 7));
        Assert.Equal("@32686,32604 @32686,32604 @32686,32604", target.Take());
        input.TryTake(new SpiceClientMessage.Motion(3, -2, 0x7F));
        Assert.Equal("+3-2", target.Take());
    }

    [Fact]
    public void A_place_on_a_surface_without_a_frame_is_acknowledged_and_goes_nowhere()
    {
        using var empty = new Surface("vm", pool, time);
        var input = Enter(surface: empty);
        for (var i = 0; i < 4; i++)
            input.TryTake(new SpiceClientMessage.Position(1, 1, 0, 0));
        Assert.Equal(("", 1), (target.Take(), input.TakeMotionAcks()));
    }

    [Fact]
    public void Locks_that_differ_from_the_clients_are_typed()
    {
        var input = Enter();
        target.LockKeys = LockKeys.NumLock;
        Assert.Equal(LockKeys.NumLock, input.LockKeys);
        input.TryTake(new SpiceClientMessage.KeyModifiers(0xFA));
        Assert.Equal("", target.Take());
        input.TryTake(new SpiceClientMessage.KeyModifiers((byte)LockKeys.CapsLock));
        Assert.Equal("3a+ 3a- 45+ 45-", target.Take());
    }

    [Fact]
    public void Two_clients_that_differ_about_a_lock_turn_it_once_each_and_no_more()
    {
        var audience = Create();
        var (one, other) = (Enter(audience), Enter(audience));
        one.TryTake(new SpiceClientMessage.KeyModifiers((byte)LockKeys.NumLock));
        target.LockKeys = LockKeys.NumLock;
        other.TryTake(new SpiceClientMessage.KeyModifiers(0));
        target.LockKeys = LockKeys.None;
        Assert.Equal("45+ 45- 45+ 45-", target.Take());
        // As spice-gtk does with every change that it is told of.
        for (var i = 0; i < 10; i++)
        {
            one.TryTake(new SpiceClientMessage.KeyModifiers((byte)LockKeys.NumLock));
            other.TryTake(new SpiceClientMessage.KeyModifiers(0));
        }
        Assert.Equal("", target.Take());
    }

    [Fact]
    public async Task Every_fourth_move_is_acknowledged_once_and_wakes_who_writes()
    {
        var input = Enter();
        await WokenAsync();
        for (var i = 0; i < 3; i++)
            input.TryTake(new SpiceClientMessage.Motion(1, 1, 0));
        input.TryTake(new SpiceClientMessage.Press(1, 1));
        Assert.Equal(0, input.TakeMotionAcks());
        input.TryTake(new SpiceClientMessage.Position(1, 1, 1, 0));
        await WokenAsync();
        Assert.Equal((1, 0), (input.TakeMotionAcks(), input.TakeMotionAcks()));
        for (var i = 0; i < 9; i++)
            input.TryTake(new SpiceClientMessage.Position(1, 1, 1, 0));
        Assert.Equal((2, 0), (input.TakeMotionAcks(), input.TakeMotionAcks()));
        // Of a client that sends on and does not read there is an end.
        for (var i = 0; i < 100_000; i++)
            input.TryTake(new SpiceClientMessage.Motion(1, 1, 0));
        Assert.Equal((64, 0), (input.TakeMotionAcks(), input.TakeMotionAcks()));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void A_viewer_who_may_only_watch_is_acknowledged_and_moves_nothing(bool hasTarget)
    {
        var input = Enter(isViewOnly: true, hasTarget: hasTarget);
        Assert.False(input.IsOffered);
        Assert.Equal(" (view only)", input.TitleSuffix);
        Type(input, 0x1E);
        input.TryTake(new SpiceClientMessage.Press(1, 1));
        input.TryTake(new SpiceClientMessage.KeyModifiers(7));
        for (var i = 0; i < 2; i++)
        {
            input.TryTake(new SpiceClientMessage.Motion(1, 1, 0));
            input.TryTake(new SpiceClientMessage.Position(1, 1, 0, 0));
        }
        Assert.Equal((1, ""), (input.TakeMotionAcks(), target.Take()));
        Assert.False(surface.IsBeingTypedAt);
        // His pointer is free, whatever the guest has.
        target.HasAbsolutePointer = false;
        Assert.Equal((Both, SpiceMouseModes.Client), (input.MouseModes, input.CurrentMouseMode));
        input.Dispose();
    }

    [Fact]
    public void Control_that_is_taken_lets_go_of_keys_and_passes_those_of_the_other()
    {
        var audience = Create(ControlPolicy.Single);
        var (first, second) = (Enter(audience), Enter(audience));
        Assert.Equal(("", " (view only)"), (first.TitleSuffix, second.TitleSuffix));
        Type(first, 0x1E);
        Type(second, 0x30);
        first.TryTake(new SpiceClientMessage.Press(3, 4));
        Assert.Equal("1e+ Right+", target.Take());
        Assert.True(second.Seat!.TryControl());
        Assert.Equal("1e- Right-", target.Take());
        Type(first, 0x9E);
        first.TryTake(new SpiceClientMessage.Release(3, 0));
        Type(second, 0x2E);
        Assert.Equal("2e+", target.Take());
        Assert.True(first.IsOffered);
    }

    [Fact]
    public void An_inputs_channel_that_ends_leaves_nothing_held_and_no_half_of_a_key_to_the_next()
    {
        var input = Enter();
        Type(input, 0x1D, 0xE0);
        input.TryTake(new SpiceClientMessage.Press(1, 1));
        input.LetGo();
        Type(input, 0x1E);
        Assert.Equal("1d+ Left+ 1d- Left- 1e+", target.Take());
    }

    [Fact]
    public async Task The_pointer_is_caught_while_the_guest_has_only_a_mouse()
    {
        var input = Enter();
        await WokenAsync();
        Assert.Equal((Both, SpiceMouseModes.Client), (input.MouseModes, input.CurrentMouseMode));
        target.HasAbsolutePointer = false;
        target.Change();
        await WokenAsync();
        Assert.Equal((SpiceMouseModes.Server, SpiceMouseModes.Server), (input.MouseModes, input.CurrentMouseMode));
        target.IsConnected = false;
        Assert.Equal((Both, SpiceMouseModes.Client, " (view only)"), (input.MouseModes, input.CurrentMouseMode, input.TitleSuffix));
    }

    [Fact]
    public async Task A_client_may_wish_to_have_its_pointer_caught_and_not_to_have_it_free_where_that_can_not_be()
    {
        var input = Enter();
        await WokenAsync();
        input.Request(SpiceMouseModes.Server);
        await WokenAsync();
        Assert.Equal((Both, SpiceMouseModes.Server), (input.MouseModes, input.CurrentMouseMode));
        input.Request(Both);
        input.Request(SpiceMouseModes.None);
        Assert.Equal(SpiceMouseModes.Server, input.CurrentMouseMode);
        input.Request(SpiceMouseModes.Client);
        Assert.Equal(SpiceMouseModes.Client, input.CurrentMouseMode);
        target.HasAbsolutePointer = false;
        Assert.Equal(SpiceMouseModes.Server, input.CurrentMouseMode);
    }

    [Fact]
    public void What_is_no_input_is_left_to_others()
    {
        var input = Enter();
        Assert.False(input.TryTake(new SpiceClientMessage.Ack()));
        Assert.False(input.TryTake(new SpiceClientMessage.Unknown(9)));
        Assert.False(surface.IsBeingTypedAt);
    }

    Audience Create(ControlPolicy control = ControlPolicy.Shared, bool hasTarget = true) =>
        new("vm", new AudienceSettings(SharePolicy.AllowExclusive, control), hasTarget ? target : null, time);

    SpiceInput Enter(Audience? audience = null, bool isViewOnly = false, bool hasTarget = true, Surface? surface = null)
    {
        audience ??= Create(hasTarget: hasTarget);
        var input = new SpiceInput(surface ?? this.surface, audience.Input);
        input.Changed += signal.Set;
        input.Begin();
        var entry = new AudienceEntry(++lastNumber, "spice", "", ViewerIdentity.Anyone with { IsViewOnly = isViewOnly }, true);
        input.Seat = audience.TryEnter(entry, input.FollowControl, _ => { }, out var _);
        Assert.NotNull(input.Seat);
        return input;
    }

    async Task WokenAsync() => await signal.WaitAsync(CancellationToken.None).AsTask().WaitAsync(Patience);

    static void Type(SpiceInput input, params byte[] bytes) => Assert.True(input.TryTake(new SpiceClientMessage.Scancodes(bytes)));
}
