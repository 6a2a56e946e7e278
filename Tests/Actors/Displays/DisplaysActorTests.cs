using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Scanout.Actors.Displays;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Frames;
using Scanout.Tests.Support;

namespace Scanout.Tests.Actors.Displays;

public sealed class DisplaysActorTests : TestKit
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly TilePool pool = new();
    readonly CaptureThreads threads = new(new CaptureSettings(100, TimeSpan.FromMilliseconds(100)), 2, TimeProvider.System);
    readonly OpenedPorts front = new();
    readonly IActorRef displays;

    public DisplaysActorTests()
    {
        Func<string, Surface> createSurface = name => new Surface(name, pool, TimeProvider.System);
        IDisplayFront openFront = front;
        displays = Sys.ActorOf(
            Props.Create(() => new DisplaysActor(createSurface, openFront, threads, NullLogger.Instance)), "displays");
    }

    [Fact]
    public async Task A_plugged_display_is_captured_and_has_an_address()
    {
        Plug("vm", new PaintedDevice(64, 64));
        var status = await WaitForAsync("vm", DisplayState.Running);
        Assert.Equal(5900, status.Addresses.Vnc!.Port);
        Assert.Equal(1, status.Surface.PictureCount);
        Assert.Equal("painted", status.Device);
    }

    [Fact]
    public async Task An_unplugged_display_is_lost_and_shows_a_notice_and_keeps_its_surface()
    {
        var device = new PaintedDevice(64, 64);
        Plug("vm", device);
        var before = await WaitForAsync("vm", DisplayState.Running);
        displays.Tell(new UnplugDisplay("vm"));
        var after = await WaitForAsync("vm", DisplayState.Lost);
        Assert.Same(before.Surface, after.Surface);
        Assert.Equal("unplugged", after.Reason);
        Assert.Equal((true, false), (before.IsPlugged, after.IsPlugged));
        await Wait.UntilAsync(() => device.IsDisposed && after.Surface.ShowsNotice, Patience, () => "the device was kept");
    }

    [Fact]
    public async Task A_display_that_comes_back_has_the_address_that_it_had()
    {
        Plug("vm", new PaintedDevice(64, 64));
        var before = await WaitForAsync("vm", DisplayState.Running);
        displays.Tell(new UnplugDisplay("vm"));
        await WaitForAsync("vm", DisplayState.Lost);
        Plug("vm", new PaintedDevice(100, 50));
        var after = await WaitForAsync("vm", DisplayState.Running);
        Assert.Same(before.Surface, after.Surface);
        Assert.Equal(before.Addresses, after.Addresses);
        Assert.Equal(1, front.Opened);
        await Wait.UntilAsync(() => !after.Surface.ShowsNotice, Patience, () => "the notice stayed");
        using var held = new HeldFrame(after.Surface);
        Assert.Equal(100, held.Frame.WidthPixels);
    }

    [Fact]
    public void What_becomes_of_a_display_is_told_on_the_event_stream()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(DisplayStatus));
        Sys.EventStream.Subscribe(probe.Ref, typeof(DisplayForgotten));
        Plug("vm", new PaintedDevice(64, 64));
        Assert.Equal(DisplayState.Starting, probe.ExpectMsg<DisplayStatus>(Patience).State);
        Assert.Equal(DisplayState.Running, probe.ExpectMsg<DisplayStatus>(Patience).State);
        displays.Tell(new UnplugDisplay("vm"));
        Assert.Equal((DisplayState.Lost, "unplugged"), probe.ExpectMsg<DisplayStatus>(Patience) is var lost ? (lost.State, lost.Reason) : default);
        displays.Tell(new ForgetDisplay("vm", "it is over"));
        Assert.Equal("vm", probe.ExpectMsg<DisplayForgotten>(Patience).Name);
    }

    [Fact]
    public async Task A_lost_device_is_opened_again()
    {
        var (first, second, opened) = (new PaintedDevice(64, 64), new PaintedDevice(64, 64), 0);
        displays.Tell(new PlugDisplay("vm", new PaintedSource(() => opened++ == 0 ? first : second)));
        var status = await WaitForAsync("vm", DisplayState.Running);
        first.Answer = PlaneLook.Lost("the file was truncated");
        await Wait.UntilAsync(() => second.Looks > 0, Patience, () => "it was not opened again");
        await WaitForAsync("vm", DisplayState.Running);
        Assert.True(first.IsDisposed);
        Assert.True(status.Surface.PictureCount >= 2);
    }

    [Fact]
    public async Task A_device_that_can_not_be_opened_is_refused_with_its_sentence_and_tried_again()
    {
        var (device, tries) = (new PaintedDevice(64, 64), 0);
        displays.Tell(new PlugDisplay("vm", new PaintedSource(
            () => ++tries <= 2 ? throw new DeviceException("it is a directory") : device)));
        Assert.Equal("it is a directory", (await WaitForAsync("vm", DisplayState.Refused)).Reason);
        await WaitForAsync("vm", DisplayState.Running);
    }

    [Fact]
    public async Task A_refused_description_tells_why_and_is_read_again()
    {
        var device = new PaintedDevice(64, 64) { Answer = PlaneLook.Refused("width is 0") };
        Plug("vm", device);
        var refused = await WaitForAsync("vm", DisplayState.Refused);
        Assert.Equal("width is 0", refused.Reason);
        await Wait.UntilAsync(() => refused.Surface.ShowsNotice, Patience, () => "no notice");
        device.Answer = null;
        await WaitForAsync("vm", DisplayState.Running);
        await Wait.UntilAsync(() => !refused.Surface.ShowsNotice, Patience, () => "the notice stayed");
    }

    [Fact]
    public async Task A_display_that_is_switched_off_is_off_and_no_fault()
    {
        var device = new PaintedDevice(64, 64) { Answer = PlaneLook.Disabled() };
        Plug("vm", device);
        await WaitForAsync("vm", DisplayState.Off);
        device.Answer = null;
        await WaitForAsync("vm", DisplayState.Running);
    }

    [Fact]
    public async Task A_capture_that_breaks_is_restarted_and_harms_no_other()
    {
        var (broken, healthy, opened) = (new PaintedDevice(64, 64), new PaintedDevice(64, 64), 0);
        broken.OnLook = () => throw new InvalidOperationException("a fault of ours");
        displays.Tell(new PlugDisplay("broken", new PaintedSource(() => opened++ == 0 ? broken : new PaintedDevice(64, 64))));
        Plug("healthy", healthy);
        await WaitForAsync("healthy", DisplayState.Running);
        await WaitForAsync("broken", DisplayState.Running);
        Assert.True(broken.IsDisposed);
        Assert.False(healthy.IsDisposed);
    }

    [Fact]
    public async Task Who_is_called_and_does_not_answer_is_named_until_he_does()
    {
        using var release = new ManualResetEventSlim();
        displays.Tell(new PlugDisplay("refused", new PaintedSource(() => throw new DeviceException("it is a directory"))));
        await WaitForAsync("refused", DisplayState.Refused);
        displays.Tell(new PlugDisplay("stuck", new StuckSource(release)));
        Assert.Empty((await CallAsync()).Silent);
        DisplaysCalled called = null!;
        await Wait.UntilAsync(async () => (called = await CallAsync()).Silent is ["stuck"], Patience, () => $"{string.Join(' ', called.Silent)} silent");
        Assert.Equal((2, 1), (called.Known, called.Dark));
        release.Set();
        await Wait.UntilAsync(async () => (called = await CallAsync()).Silent.Count == 0, Patience, () => "still silent");
    }

    Task<DisplaysCalled> CallAsync() => displays.Ask<DisplaysCalled>(new CallDisplays(), Patience);

    [Fact]
    public async Task A_hundred_plugs_and_unplugs_leave_nothing_behind()
    {
        var devices = new List<PaintedDevice>();
        for (var round = 0; round < 100; round++)
        {
            var device = new PaintedDevice(64, 64);
            devices.Add(device);
            Plug("vm", device);
            if (round % 3 == 0)
                await WaitForAsync("vm", DisplayState.Running);
            displays.Tell(new UnplugDisplay("vm"));
        }
        // A device that was unplugged before it was opened is closed as soon as it is.
        await Wait.UntilAsync(
            () => devices.TrueForAll(device => device.IsDisposed), Patience, () => $"{devices.Count(device => !device.IsDisposed)} open");
        var status = await WaitForAsync("vm", DisplayState.Lost);
        await Wait.UntilAsync(() => status.Surface.ShowsNotice, Patience, () => "no notice");
        Assert.InRange(pool.TilesOut, 0, 2);
    }

    [Fact]
    public async Task A_list_waits_for_every_display_to_have_its_address()
    {
        front.Gate = new TaskCompletionSource();
        Plug("vm", new PaintedDevice(64, 64));
        var list = displays.Ask<DisplayList>(new ListDisplays(), Patience);
        Assert.IsType<DisplayStatus>(await displays.Ask<object>(new FindDisplay("vm"), Patience));
        Assert.False(list.IsCompleted);
        front.Gate.SetResult();
        Assert.NotNull(Assert.Single((await list).Displays).Addresses.Vnc);
    }

    [Fact]
    public async Task A_forgotten_display_is_unknown_and_its_port_and_its_frames_are_given_up()
    {
        var device = new PaintedDevice(64, 64);
        Plug("vm", device);
        var status = await WaitForAsync("vm", DisplayState.Running);
        Assert.Equal(new DisplayForgotten("vm"), await displays.Ask<object>(new ForgetDisplay("vm", "it was enough"), Patience));
        Assert.IsType<DisplayUnknown>(await displays.Ask<object>(new FindDisplay("vm"), Patience));
        Assert.Equal([("vm", "it was enough")], front.Closed);
        await Wait.UntilAsync(() => device.IsDisposed, Patience, () => "the device was kept");
        Assert.Null(status.Surface.Acquire());
        Assert.Equal(0, pool.TilesOut);
        Assert.IsType<DisplayUnknown>(await displays.Ask<object>(new ForgetDisplay("vm", "once more"), Patience));
    }

    [Fact]
    public async Task A_name_that_was_forgotten_may_be_had_again()
    {
        Plug("vm", new PaintedDevice(64, 64));
        var before = await WaitForAsync("vm", DisplayState.Running);
        await displays.Ask<DisplayForgotten>(new ForgetDisplay("vm", "it was enough"), Patience);
        Plug("vm", new PaintedDevice(64, 64));
        var after = await WaitForAsync("vm", DisplayState.Running);
        Assert.NotSame(before.Surface, after.Surface);
        Assert.Equal(5901, after.Addresses.Vnc!.Port);
    }

    [Fact]
    public async Task A_display_that_is_forgotten_before_its_port_is_opened_has_none()
    {
        front.Gate = new TaskCompletionSource();
        Plug("vm", new PaintedDevice(64, 64));
        var list = displays.Ask<DisplayList>(new ListDisplays(), Patience);
        await displays.Ask<DisplayForgotten>(new ForgetDisplay("vm", "it was enough"), Patience);
        Assert.Empty((await list).Displays);
        front.Gate.SetResult();
        await Wait.UntilAsync(() => front.Closed.Count == 2, Patience, () => "the port stayed open");
        Assert.IsType<DisplayUnknown>(await displays.Ask<object>(new FindDisplay("vm"), Patience));
    }

    [Fact]
    public async Task The_event_stream_tells_when_a_display_is_first_seen_and_what_its_id_is()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DisplaySeen));
        Sys.EventStream.Subscribe(TestActor, typeof(DisplayIdentified));
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        Plug("vm", new PaintedDevice(64, 64) { Id = first });
        var seen = ExpectMsg<DisplaySeen>();
        Assert.Equal(Guid.Empty, seen.Id);
        Assert.Equal(new DisplayIdentified("vm", first), ExpectMsg<DisplayIdentified>());
        displays.Tell(new UnplugDisplay("vm"));
        Plug("vm", new PaintedDevice(64, 64) { Id = second });
        Assert.Equal(new DisplayIdentified("vm", second), ExpectMsg<DisplayIdentified>());
        Assert.Same((await WaitForAsync("vm", DisplayState.Running)).Surface, seen.Surface);
    }

    [Fact]
    public async Task The_event_stream_is_not_told_of_a_recording_that_is_played()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DisplaySeen));
        displays.Tell(new PlugDisplay("vm", new PaintedSource(() => new PaintedDevice(64, 64)) { IsReplay = true }));
        await WaitForAsync("vm", DisplayState.Running);
        Plug("other", new PaintedDevice(64, 64));
        Assert.Equal("other", ExpectMsg<DisplaySeen>().Surface.Name);
        Plug("vm", new PaintedDevice(64, 64));
        Assert.Equal("vm", ExpectMsg<DisplaySeen>().Surface.Name);
    }

    [Fact]
    public async Task A_display_that_nobody_knows_is_unknown() =>
        Assert.IsType<DisplayUnknown>(await displays.Ask<object>(new FindDisplay("nobody"), Patience));

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        threads.Dispose();
    }

    void Plug(string name, PaintedDevice device) => displays.Tell(new PlugDisplay(name, new PaintedSource(() => device)));

    async Task<DisplayStatus> WaitForAsync(string name, DisplayState state)
    {
        object? answer = null;
        await Wait.UntilAsync(
            async () => (answer = await displays.Ask<object>(new FindDisplay(name), Patience)) is DisplayStatus status && status.State == state
                && status.Addresses.Vnc is not null,
            Patience, () => $"{answer}");
        return (DisplayStatus)answer!;
    }

    /// <summary>Its name is told once; whoever asks for it again, which is the display's actor, waits.</summary>
    sealed class StuckSource(ManualResetEventSlim release) : IDeviceSource
    {
        int asked;

        public string Description
        {
            get
            {
                if (Interlocked.Increment(ref asked) > 1)
                    release.Wait(Patience);
                return "stuck";
            }
        }

        public IDisplayDevice Open() => new PaintedDevice(64, 64);
    }

    sealed class OpenedPorts : IDisplayFront
    {
        public int Opened { get; private set; }

        public ConcurrentQueue<(string Display, string Reason)> Closed { get; } = [];

        public TaskCompletionSource? Gate { get; set; }

        public async Task<DisplayAddresses> OpenAsync(Surface surface)
        {
            if (Gate is { } gate)
                await gate.Task;
            return new DisplayAddresses(new IPEndPoint(IPAddress.Loopback, 5900 + Opened++));
        }

        public Task CloseAsync(Surface surface, string reason)
        {
            Closed.Enqueue((surface.Name, reason));
            return Task.CompletedTask;
        }
    }
}
