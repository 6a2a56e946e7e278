using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Frames;

namespace Scanout.Tests.Pipeline.Frames;

public sealed class SurfaceTests : IDisposable
{
    readonly TilePool pool = new();
    readonly FakeTimeProvider time = new();
    readonly Surface surface;

    public SurfaceTests() => surface = new Surface("vm", pool, time);

    public void Dispose()
    {
        surface.Dispose();
        Assert.Equal(0, pool.TilesOut);
    }

    [Fact]
    public void A_surface_without_a_frame_says_so()
    {
        Assert.Null(surface.Acquire());
        Assert.Null(surface.AcquirePicture());
    }

    [Fact]
    public void The_newest_frame_is_held_for_who_acquires_it()
    {
        Publish();
        var frame = surface.Acquire()!;
        Publish();
        Assert.Equal(1, frame.Number);
        Assert.Equal(16384, frame.Tiles[0].Pixels.Length);
        frame.Release();
        Assert.Throws<InvalidOperationException>(frame.Release);
    }

    [Fact]
    public async Task Every_watcher_is_woken_by_a_frame()
    {
        var signals = Enumerable.Range(0, 5).Select(_ => new Signal()).ToList();
        var watches = signals.ConvertAll(surface.Watch);
        Publish();
        foreach (var signal in signals)
            await signal.WaitAsync(TestContextToken());
        watches.ForEach(watch => watch.Dispose());
    }

    [Fact]
    public async Task A_watcher_that_is_slow_gets_the_newest_frame_and_no_queue()
    {
        await using var frames = surface.Frames(TimeSpan.FromMilliseconds(10), TestContextToken()).GetAsyncEnumerator();
        for (var i = 0; i < 10; i++)
            Publish();
        Assert.True(await frames.MoveNextAsync());
        Assert.Equal(10, frames.Current.Number);
        frames.Current.Release();
        var next = frames.MoveNextAsync();
        Assert.False(next.IsCompleted);
        Publish();
        Assert.True(await next);
        Assert.Equal(11, frames.Current.Number);
        frames.Current.Release();
    }

    [Fact]
    public void Demand_is_that_of_the_most_demanding_watcher()
    {
        Assert.Null(surface.Demand);
        using var slow = surface.Watch(new Signal());
        slow.Ask(TimeSpan.FromSeconds(1));
        var fast = surface.Watch(new Signal());
        Assert.Equal(TimeSpan.FromSeconds(1), surface.Demand?.Interval);
        fast.Ask(TimeSpan.FromMilliseconds(20));
        Assert.Equal(TimeSpan.FromMilliseconds(20), surface.Demand?.Interval);
        fast.Withdraw();
        Assert.Equal(TimeSpan.FromSeconds(1), surface.Demand?.Interval);
        fast.Ask(TimeSpan.FromMilliseconds(20));
        fast.Dispose();
        Assert.Equal(TimeSpan.FromSeconds(1), surface.Demand?.Interval);
    }

    [Fact]
    public void Demand_is_patient_where_all_who_watch_are()
    {
        using var recorder = surface.Watch(new Signal());
        recorder.Ask(TimeSpan.FromMilliseconds(33), isPatient: true);
        Assert.Equal(new SurfaceDemand(TimeSpan.FromMilliseconds(33), IsPatient: true), surface.Demand);
        using var viewer = surface.Watch(new Signal());
        viewer.Ask(TimeSpan.FromSeconds(1));
        Assert.Equal(new SurfaceDemand(TimeSpan.FromMilliseconds(33), IsPatient: false), surface.Demand);
        viewer.Withdraw();
        Assert.True(surface.Demand is { IsPatient: true });
        recorder.Ask(TimeSpan.MaxValue, isPatient: true);
        Assert.True(surface.Demand is { IsPatient: true, Interval.TotalDays: > 365_000 });
    }

    [Fact]
    public void Patience_that_ends_is_demand_that_is_raised()
    {
        var raised = 0;
        surface.DemandRaised += () => raised++;
        using var watch = surface.Watch(new Signal());
        watch.Ask(TimeSpan.FromSeconds(1), isPatient: true);
        watch.Ask(TimeSpan.FromSeconds(1), isPatient: true);
        Assert.Equal(1, raised);
        watch.Ask(TimeSpan.FromSeconds(1));
        Assert.Equal(2, raised);
        watch.Ask(TimeSpan.FromSeconds(1), isPatient: true);
        Assert.Equal(2, raised);
    }

    [Fact]
    public void Raised_demand_is_told_and_repeated_demand_is_not()
    {
        var raised = 0;
        surface.DemandRaised += () => raised++;
        using var watch = surface.Watch(new Signal());
        watch.Ask(TimeSpan.FromSeconds(1));
        watch.Ask(TimeSpan.FromSeconds(1));
        watch.Ask(TimeSpan.FromSeconds(2));
        Assert.Equal(1, raised);
        watch.Ask(TimeSpan.FromMilliseconds(10));
        Assert.Equal(2, raised);
    }

    [Fact]
    public void Typing_hastens_the_next_look_where_somebody_watches_and_lasts_a_while()
    {
        var time = new FakeTimeProvider();
        using var typed = new Surface("vm", pool, time);
        var raised = 0;
        typed.DemandRaised += () => raised++;
        typed.TypeAt();
        Assert.Equal(0, raised);
        using var watch = typed.Watch(new Signal());
        watch.Ask(TimeSpan.FromSeconds(1));
        typed.TypeAt();
        Assert.Equal(2, raised);
        Assert.True(typed.IsBeingTypedAt);
        time.Advance(Surface.TypingLasts);
        Assert.False(typed.IsBeingTypedAt);
    }

    [Fact]
    public void A_notice_is_the_newest_frame_and_the_last_picture_darkened()
    {
        Publish(0xFF, 640, 480);
        surface.ShowNotice("no signal", "vm");
        Assert.True(surface.ShowsNotice);
        var (notice, picture) = (surface.Acquire()!, surface.AcquirePicture()!);
        Assert.Equal((640, 480), (notice.WidthPixels, notice.HeightPixels));
        Assert.All(notice[0, 0].Pixels[..3].ToArray(), value => Assert.InRange(value, 1, 0x80));
        Assert.Equal(0xFF, picture[0, 0].Pixels[0]);
        notice.Release();
        picture.Release();

        surface.ShowNotice("no signal", "vm");
        var again = surface.Acquire()!;
        Assert.InRange(again[0, 0].Pixels[0], 1, 0x80);
        again.Release();
    }

    [Fact]
    public void A_notice_needs_no_picture()
    {
        surface.ShowNotice("no signal", "vm");
        var notice = surface.Acquire()!;
        Assert.Contains(notice.Tiles.ToArray(), tile => tile.Pixels.IndexOfAnyExcept((byte)0, (byte)0xFF) >= 0);
        notice.Release();
        Assert.Equal(0, surface.PictureCount);
    }

    [Fact]
    public void The_rate_is_that_of_the_last_seconds()
    {
        for (var i = 0; i < 100; i++)
        {
            Publish();
            time.Advance(TimeSpan.FromMilliseconds(100));
        }
        Assert.Equal(10, surface.UpdatesPerSecond);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, surface.UpdatesPerSecond);
    }

    [Fact]
    public async Task A_refresh_ends_when_the_device_has_been_looked_at_and_also_when_it_never_is()
    {
        var refreshed = surface.RefreshAsync(TimeSpan.FromMinutes(1), TestContextToken());
        Assert.NotNull(surface.Demand);
        surface.CountLook();
        Assert.False(refreshed.IsCompleted);
        surface.CountLook();
        await refreshed;
        Assert.Null(surface.Demand);
        await surface.RefreshAsync(TimeSpan.FromMilliseconds(1), TestContextToken());
    }

    void Publish(byte value = 0, int widthPixels = 10, int heightPixels = 10)
    {
        var builder = new FrameBuilder(pool);
        builder.Begin(widthPixels, heightPixels, null);
        for (var i = 0; i < (widthPixels + 63) / 64 * ((heightPixels + 63) / 64); i++)
            builder.AddTile(i, 0xFFFF).Fill(value);
        surface.Publish(builder.Build(new FrameOrigin(time.GetTimestamp(), null, null)), asWriter: null);
    }

    static CancellationToken TestContextToken() => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
}
