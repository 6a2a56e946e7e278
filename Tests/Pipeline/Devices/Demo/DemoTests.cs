using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Demo;
using Scanout.Pipeline.Devices.Regions;
using Scanout.Pipeline.Frames;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Devices.Demo;

public sealed class DemoTests
{
    readonly FakeTimeProvider time = new();

    public static TheoryData<string> Scenes => [.. DemoScenes.Names];

    [Theory, MemberData(nameof(Scenes))]
    public void A_scene_can_be_painted_at_any_size(string scene)
    {
        foreach (var (width, height) in ((int, int)[])[(1, 1), (7, 3), (64, 64), (640, 480), (1366, 768)])
        {
            using var device = new DemoDevice("demo", time, scene, width, height);
            Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
            Assert.True(device.TryReadRows(0, height, out var rows));
            Assert.Equal(width * height * 4, rows.Length);
        }
    }

    [Theory, MemberData(nameof(Scenes))]
    public void A_step_is_the_same_picture_whatever_was_painted_before(string scene)
    {
        var (one, other) = (new DemoCanvas(400, 300), new DemoCanvas(400, 300));
        var (seldom, often) = (DemoScenes.Create(scene, one, "vm", default), DemoScenes.Create(scene, other, "vm", default));
        for (var step = 0; step <= 90; step++)
            often.Paint(step);
        seldom.Paint(90);
        Assert.True(one.Pixels.SequenceEqual(other.Pixels));
    }

    [Fact]
    public void The_desktop_moves_and_rests_between_steps()
    {
        using var device = new DemoDevice("demo", time, "desktop", 640, 480);
        device.Look();
        Assert.Equal(LookOutcome.Unchanged, device.Look().Outcome);
        Assert.True(device.TryReadRows(0, 480, out var rows));
        var before = rows.ToArray();
        var cursor = device.ReadCursor()!;
        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
        device.TryReadRows(0, 480, out rows);
        Assert.False(rows.SequenceEqual(before));
        Assert.NotEqual(cursor, device.ReadCursor());
        Assert.Same(cursor.Image, device.ReadCursor()!.Image);
    }

    [Fact]
    public void A_display_has_its_id_by_its_name()
    {
        using var one = new DemoDevice("demo-1", time, "bars", 1, 1);
        using var same = new DemoDevice("demo-1", time, "bars", 1, 1);
        using var other = new DemoDevice("demo-2", time, "bars", 1, 1);
        Assert.Equal((one.Id, 8), (same.Id, one.Id.Version));
        Assert.NotEqual(one.Id, other.Id);
    }

    [Fact]
    public async Task A_published_scene_is_a_region_that_can_be_captured_and_goes_with_its_publisher()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "vm.region");
        using var ending = new CancellationTokenSource();
        var publishing = DemoPublisher.RunAsync(path, "bars", 320, 200, 60, TimeProvider.System, ending.Token);
        await Wait.UntilAsync(() => File.Exists(path), TimeSpan.FromSeconds(10), () => "no region");
        using (var surface = new Surface("vm", new TilePool(), TimeProvider.System))
        using (var capture = new DisplayCapture(new RegionSource(path, TimeProvider.System).Open(), surface))
        {
            await Wait.UntilAsync(() => capture.Poll() == CaptureOutcome.Captured && surface.PictureCount > 0, TimeSpan.FromSeconds(10), () => "no picture");
            using var held = new HeldFrame(surface);
            Assert.Equal((320, 200), (held.Frame.WidthPixels, held.Frame.HeightPixels));
            Assert.NotNull(held.Frame.Origin.Cursor);
        }
        await ending.CancelAsync();
        await publishing;
        Assert.False(File.Exists(path));
    }
}
