using System.Collections.Concurrent;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Frames;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Capture;

public sealed class CaptureThreadsTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly TilePool pool = new();
    readonly List<Surface> surfaces = [];
    readonly CaptureThreads threads = new(new CaptureSettings(100, TimeSpan.FromMilliseconds(50)), 2, TimeProvider.System);

    public void Dispose()
    {
        threads.Dispose();
        surfaces.ForEach(surface => surface.Dispose());
        Assert.Equal(0, pool.TilesOut);
    }

    [Fact]
    public async Task Many_displays_are_captured_by_few_threads()
    {
        var captures = Enumerable.Range(0, 20).Select(_ => Start(new PaintedDevice(64, 64))).ToList();
        foreach (var capture in captures)
            await capture.WaitForAsync(CaptureCondition.Running);
        Assert.All(captures, capture => Assert.Equal(1, capture.Surface.FrameCount));
    }

    [Fact]
    public async Task A_capture_that_is_stopped_closes_its_device_and_says_so()
    {
        var device = new PaintedDevice(64, 64);
        var capture = Start(device);
        await capture.WaitForAsync(CaptureCondition.Running);
        capture.Lease.Stop();
        await capture.WaitForAsync(CaptureCondition.Stopped);
        Assert.True(device.IsDisposed);
    }

    [Fact]
    public async Task A_device_that_can_not_be_opened_is_reported_with_its_sentence()
    {
        var capture = Start(() => throw new DeviceException("it is a directory"));
        Assert.Equal("it is a directory", (await capture.WaitForAsync(CaptureCondition.Unopened)).Reason);
    }

    [Fact]
    public async Task A_lost_device_is_closed_and_reported()
    {
        var device = new PaintedDevice(64, 64);
        var capture = Start(device);
        await capture.WaitForAsync(CaptureCondition.Running);
        device.Answer = PlaneLook.Lost("unplugged");
        Assert.Equal("unplugged", (await capture.WaitForAsync(CaptureCondition.Lost)).Reason);
        Assert.True(device.IsDisposed);
    }

    [Fact]
    public async Task A_fault_of_ours_ends_that_capture_and_no_other()
    {
        var broken = new PaintedDevice(64, 64) { OnLook = () => throw new NotSupportedException("oh") };
        var (failing, healthy) = (Start(broken), Start(new PaintedDevice(64, 64)));
        Assert.Equal("oh", (await failing.WaitForAsync(CaptureCondition.Failed)).Reason);
        Assert.True(broken.IsDisposed);
        await healthy.WaitForAsync(CaptureCondition.Running);
    }

    [Fact]
    public async Task A_device_that_hangs_is_reported_within_a_second_and_the_others_go_on()
    {
        using var release = new ManualResetEventSlim();
        var hung = new PaintedDevice(64, 64);
        var others = Enumerable.Range(0, 6).Select(_ => new PaintedDevice(64, 64)).ToList();
        var captures = others.ConvertAll(Start);
        var hanging = Start(hung);
        await hanging.WaitForAsync(CaptureCondition.Running);
        foreach (var capture in captures)
            await capture.WaitForAsync(CaptureCondition.Running);

        hung.OnLook = () => release.Wait(Patience);
        var stalled = await hanging.WaitForAsync(CaptureCondition.Stalled);
        Assert.Contains("has not returned", stalled.Reason);
        foreach (var (device, capture) in others.Zip(captures))
        {
            device.SetPixel(1, 1, 0x112233);
            await Wait.UntilAsync(() => capture.Surface.FrameCount == 2, Patience, () => "a display beside a hung one stands still");
        }

        hung.OnLook = null;
        hung.SetPixel(2, 2, 0x445566);
        release.Set();
        await Wait.UntilAsync(() => hanging.Surface.FrameCount == 2, Patience, () => "the display did not come back");
        await hanging.WaitForAsync(CaptureCondition.Running, after: stalled);
    }

    [Fact]
    public async Task A_device_that_hangs_for_ever_does_not_keep_the_threads_from_ending()
    {
        using var release = new ManualResetEventSlim();
        var hung = new PaintedDevice(64, 64) { OnLook = () => release.Wait(Patience) };
        var hanging = Start(hung);
        await hanging.WaitForAsync(CaptureCondition.Stalled);
        threads.Dispose();
        Assert.False(hung.IsDisposed);
        hanging.Lease.Stop();
        release.Set();
        await hanging.WaitForAsync(CaptureCondition.Stopped);
        Assert.True(hung.IsDisposed);
    }

    [Fact]
    public async Task A_display_that_rests_is_looked_at_at_once_when_somebody_wants_to_see_it()
    {
        using var slow = new CaptureThreads(new CaptureSettings(100, TimeSpan.FromHours(1)), 1, TimeProvider.System);
        var device = new PaintedDevice(64, 64) { Answer = PlaneLook.Disabled() };
        var capture = Start(() => device, slow);
        await Wait.UntilAsync(() => device.Looks >= 4, Patience, () => $"{device.Looks} looks");
        device.Answer = null;
        using var watch = capture.Surface.Watch(new Signal());
        watch.Ask(TimeSpan.FromMilliseconds(10));
        await Wait.UntilAsync(() => capture.Surface.FrameCount == 1, Patience, () => "not looked at");
    }

    [Fact]
    public async Task A_rate_that_is_changed_holds_for_displays_that_are_captured_already()
    {
        using var slow = new CaptureThreads(new CaptureSettings(100, TimeSpan.FromHours(1)), 1, TimeProvider.System);
        var device = new PaintedDevice(64, 64) { Answer = PlaneLook.Disabled() };
        Start(() => device, slow);
        await Wait.UntilAsync(() => device.Looks >= 4, Patience, () => $"{device.Looks} looks");
        slow.Settings = new CaptureSettings(100, TimeSpan.FromMilliseconds(10));
        await Wait.UntilAsync(() => device.Looks >= 20, Patience, () => $"{device.Looks} looks");
    }

    [Fact]
    public async Task A_display_whose_thread_hangs_and_was_not_replaced_is_named_and_one_that_was_is_not()
    {
        using var release = new ManualResetEventSlim();
        using var unwatched = new CaptureThreads(new CaptureSettings(100, TimeSpan.FromMilliseconds(50)), 1, new TimeWithoutTimers());
        var (limit, hung) = (TimeSpan.FromMilliseconds(100), new PaintedDevice(64, 64) { OnLook = () => release.Wait(Patience) });
        var capture = Start(() => hung, unwatched);
        await Wait.UntilAsync(() => unwatched.FindSilent(limit) == capture.Surface.Name, Patience, () => "nobody is silent");
        var watched = Start(() => new PaintedDevice(64, 64) { OnLook = () => release.Wait(Patience) });
        await watched.WaitForAsync(CaptureCondition.Stalled);
        Assert.Null(threads.FindSilent(TimeSpan.FromSeconds(10)));
        release.Set();
        await Wait.UntilAsync(() => unwatched.FindSilent(limit) is null, Patience, () => "it is silent for ever");
    }

    /// <summary>Nobody looks after the threads.</summary>
    sealed class TimeWithoutTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    RunningCapture Start(PaintedDevice device) => Start(() => device);

    RunningCapture Start(Func<IDisplayDevice> open, CaptureThreads? on = null)
    {
        var surface = new Surface($"display-{surfaces.Count}", pool, TimeProvider.System);
        surfaces.Add(surface);
        return new RunningCapture(on ?? threads, new PaintedSource(open), surface);
    }

    sealed class RunningCapture
    {
        readonly ConcurrentQueue<CaptureReport> reports = new();

        public RunningCapture(CaptureThreads threads, IDeviceSource source, Surface surface)
        {
            Surface = surface;
            Lease = threads.Start(source, surface, reports.Enqueue);
        }

        public Surface Surface { get; }

        public CaptureLease Lease { get; }

        public async Task<CaptureReport> WaitForAsync(CaptureCondition condition, CaptureReport? after = null)
        {
            CaptureReport? found = null;
            await Wait.UntilAsync(
                () => (found = reports.SkipWhile(report => after is not null && report != after).Skip(after is null ? 0 : 1)
                    .FirstOrDefault(report => report.Condition == condition)) is not null,
                Patience, () => $"no report of {condition} among {string.Join(", ", reports)}");
            return found!;
        }
    }
}
