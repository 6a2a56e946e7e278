using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Input;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Pipeline.Sinks.Rfb;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Rfb;

public sealed class RfbInputTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly RfbSessionSettings Open = new(null, TimeSpan.FromMilliseconds(16));

    readonly TilePool pool = new();
    readonly FakeTimeProvider time = new();
    readonly RecordedInput target = new();
    readonly Surface surface;
    readonly DisplayCapture capture;

    public RfbInputTests()
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
    public async Task Keys_and_pointer_of_a_viewer_reach_the_vm_and_are_let_go_of_at_the_end()
    {
        await using var client = new RfbTestClient(surface, Open, audience: Create());
        await client.OpenAsync(RfbEncoding.Raw, RfbEncoding.ExtendedMouseButtons);
        Assert.Equal("vm", client.Name);
        await client.SendAsync(4, 1, 0, 0, 0, 0, 0, (byte)'a');
        await client.SendAsync(255, 0, 0, 1, 0, 0, 0xFF, 0x53, 0, 0, 0, 0xCD);
        await client.SendAsync(5, 0x81, 0, 100, 0, 50, 2);
        await WaitForAsync("1e+ cd+ @16465,16547 Left+ Extra+");
        Assert.True(surface.IsBeingTypedAt);
        client.Hangup();
        await client.EndAsync();
        Assert.Equal(["1e-", "Extra-", "Left-", "cd-"], target.Take().Split(' ').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_viewer_of_a_display_without_a_vm_is_told_in_the_name_and_its_keys_are_left()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Raw);
        Assert.Equal("vm (view only)", client.Name);
        await client.SendAsync(4, 1, 0, 0, 0, 0, 0, (byte)'a');
        await client.SendAsync(250, 0, 1, 4);
        await client.UpdateAsync(isIncremental: false);
        Assert.False(surface.IsBeingTypedAt);
    }

    [Fact]
    public async Task Xvp_shuts_down_and_resets_and_a_reboot_is_owed_a_refusal()
    {
        var input = new RfbInput(surface, target, new Signal());
        var audience = Create();
        input.Seat = audience.TryEnter(
            new AudienceEntry(1, "vnc", "", Scanout.Pipeline.Sinks.ViewerIdentity.Anyone, true), input.FollowControl, _ => { }, out var _);
        Assert.True(input.IsOffered);
        foreach (var action in (int[])[2, 3, 4, 77])
            Assert.True(input.TryTake(new RfbClientMessage.Xvp(1, action)));
        Assert.Equal("Shutdown Reset", target.Take());
        Assert.Equal((true, true, false), (input.TakePowerRefusal(), input.TakePowerRefusal(), input.TakePowerRefusal()));
        await using var client = new RfbTestClient(surface, Open, audience: audience);
        await client.OpenAsync();
        await client.SendAsync(250, 0, 1, 2);
        await WaitForAsync("Shutdown");
        input.Seat!.Dispose();
        input.Dispose();
    }

    [Fact]
    public async Task Control_that_is_taken_lets_go_of_keys_and_passes_those_of_the_other()
    {
        var audience = Create(ControlPolicy.Single);
        await using var first = new RfbTestClient(surface, Open, audience: audience);
        await first.OpenAsync();
        await using var second = new RfbTestClient(surface, Open, audience: audience);
        await second.OpenAsync();
        Assert.Equal(("vm", "vm (view only)"), (first.Name, second.Name));
        await first.SendAsync(4, 1, 0, 0, 0, 0, 0, (byte)'a');
        await WaitForAsync("1e+");
        Assert.True(audience.Seats[1].TryControl());
        await WaitForAsync("1e-");
        await first.SendAsync(4, 1, 0, 0, 0, 0, 0, (byte)'b');
        await first.UpdateAsync(isIncremental: false);
        await second.SendAsync(4, 1, 0, 0, 0, 0, 0, (byte)'c');
        await WaitForAsync("2e+");
    }

    [Fact]
    public async Task One_who_wants_the_display_alone_ends_the_others_sessions_with_the_reason()
    {
        var audience = Create();
        await using var first = new RfbTestClient(surface, Open, audience: audience);
        await first.OpenAsync();
        await using var alone = new RfbTestClient(surface, Open, audience: audience) { IsShared = false };
        await alone.OpenAsync();
        Assert.Equal("viewer 2 wants the display alone", await first.EndAsync());
        await using var late = new RfbTestClient(surface, Open, audience: audience);
        await late.SendAsync([.. "RFB 003.008\n"u8, 1, 1]);
        Assert.Equal("another viewer has the display alone", await late.EndAsync());
    }

    [Fact]
    public async Task Lock_keys_are_told_where_there_is_a_keyboard()
    {
        var signal = new Signal();
        var input = new RfbInput(surface, target, signal);
        Assert.Null(input.LockKeys);
        input.Seat = Create().TryEnter(
            new AudienceEntry(1, "vnc", "", Scanout.Pipeline.Sinks.ViewerIdentity.Anyone, true), input.FollowControl, _ => { }, out var _);
        target.LockKeys = LockKeys.CapsLock;
        Assert.Equal(LockKeys.CapsLock, input.LockKeys);
        // Control was told first.
        await signal.WaitAsync(CancellationToken.None).AsTask().WaitAsync(Patience);
        target.Change();
        await signal.WaitAsync(CancellationToken.None).AsTask().WaitAsync(Patience);
        target.IsConnected = false;
        Assert.Equal(" (view only)", input.TitleSuffix);
        input.Dispose();
    }

    Audience Create(ControlPolicy control = ControlPolicy.Shared) =>
        new("vm", new AudienceSettings(SharePolicy.AllowExclusive, control), target, time);

    async Task WaitForAsync(string expected)
    {
        await Wait.UntilAsync(() => target.Peek() == expected, Patience, () => $"'{target.Peek()}' and not '{expected}'");
        target.Take();
    }
}
